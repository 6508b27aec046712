using System.Globalization;
using Sekimori.Storage.Files;

namespace Sekimori.Storage.Accounts;

/// <summary>
/// The highest number that an account has had, in a file of its own beside the accounts: whoever restores an old file of accounts does not
/// bring its counter back. The caller holds the lock between processes while it changes.
/// </summary>
internal sealed class NumberMark(string path)
{
    /// <summary>Digits of a 64-bit number and a line break; more is no such file.</summary>
    private const int MaxLength = 21;

    /// <summary>The number; 0 if there is none yet.</summary>
    /// <exception cref="AccountStoreException">The file is none. To continue without it could give a number a second time.</exception>
    public long Read()
    {
        try
        {
            if (!File.Exists(path)) return 0;
            if (new FileInfo(path).Length <= MaxLength
                && long.TryParse(File.ReadAllText(path), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
                && number < long.MaxValue) return number;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AccountStoreException(AccountError.Unreadable, $"{path} cannot be read: {unreadable.Message}", unreadable);
        }

        throw new AccountStoreException(
            AccountError.Unreadable, $"{path} contains no number: write the highest account number so far into it");
    }

    /// <summary>Writes a higher number down; durable when it returns.</summary>
    public void Raise(long number)
    {
        if (number > Read())
            DurableFile.Replace(path, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
    }
}
