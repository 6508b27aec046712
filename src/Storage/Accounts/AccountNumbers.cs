namespace Sekimori.Storage.Accounts;

/// <summary>The numbers of the accounts in a file.</summary>
internal static class AccountNumbers
{
    /// <summary>
    /// Gives numbers to the accounts of a file that was written before accounts had any. The order of the file decides, which no change
    /// of it alters:
    /// each process that reads the same file concludes the same numbers, and the next change writes them down.
    /// </summary>
    /// <param name="document">The content of the file.</param>
    /// <param name="mark">The highest number that any account has had, by <see cref="NumberMark"/>.</param>
    public static AccountsDocument Give(AccountsDocument document, long mark)
    {
        var next = Math.Max(document.NextNumber, mark + 1);
        foreach (var account in document.Accounts) next = Math.Max(next, account.Number + 1);
        return document with
        {
            Version = AccountsDocument.CurrentVersion,
            Accounts = [.. document.Accounts.Select(account => account.Number > 0 ? account : account with { Number = next++ })],
            NextNumber = next,
        };
    }

    /// <summary>Why the numbers of <paramref name="document"/> cannot be used; null if they can. Only a caller who edits the file by
    /// hand gets here.</summary>
    public static string? FindDenialReason(AccountsDocument document)
    {
        var seen = new Dictionary<long, string>();
        foreach (var account in document.Accounts)
        {
            if (account.Number == 0 && document.Version == AccountsDocument.WithoutNumbers) continue;
            if (account.Number is <= 0 or long.MaxValue)
            {
                return $"the account \"{account.Name}\" has no valid number; remove it from the file and add it again";
            }

            if (seen.TryGetValue(account.Number, out var other))
            {
                return $"\"{other}\" and \"{account.Name}\" have the same number {account.Number}; remove one of them from the file";
            }

            seen[account.Number] = account.Name;
        }

        return document.NextNumber == long.MaxValue ? "its accounts have no numbers left" : null;
    }
}
