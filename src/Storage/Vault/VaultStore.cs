using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Vault;

/// <summary>
/// Stored logons for targets of the gateway, in one owner-only file of the data folder, each secret encrypted for its entry's name and
/// user: put beside another one in the file, it cannot be decrypted.
/// A change is made under a lock between processes and replaces the file whole.
/// Thread-safe.
/// </summary>
internal sealed class VaultStore(DataFolder folder, SecretProtection protection, TimeProvider? time = null)
{
    private const string FileName = "vault.json", Purpose = "Sekimori.Vault.v1";

    // A change takes milliseconds: whoever waits longer waits for a process that hangs.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // A site has some hundred service accounts; each entry has about 600 bytes.
    private const int LargestFile = 16 * 1024 * 1024, MostEntries = 10_000;

    private const int LongestName = 64, LongestUser = 256, LongestSecret = 1024;

    private readonly string _path = folder.File(FileName);

    /// <summary>All entries, by name.</summary>
    /// <exception cref="VaultException">The file cannot be read.</exception>
    public IReadOnlyList<VaultEntry> List() =>
        [.. Read().Entries.Select(entry => entry.ToEntry()).OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The entry with this name and its secret; null if there is none.</summary>
    /// <exception cref="VaultException">The file or the secret cannot be read.</exception>
    public (VaultEntry Entry, string Secret)? Open(string name)
    {
        if (Read().Entries.FirstOrDefault(entry => Same(entry.Name, name)) is not { } found) return null;
        byte[]? plain = null;
        try
        {
            plain = protection.Unprotect(found.Secret, Purpose, Key(found));
            return (found.ToEntry(), Encoding.UTF8.GetString(plain));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            // The library's own message could quote what it could not read.
            throw new VaultException(
                $"the secret of the vault entry \"{found.Name}\" cannot be decrypted: its key is gone, or the file was changed", false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Adds an entry.</summary>
    /// <exception cref="VaultException">The name is taken, or name, user or secret are impossible.</exception>
    public VaultEntry Add(string name, string user, string secret)
    {
        Check(name, LongestName, "name of a vault entry", letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        Check(user, LongestUser, "user", letter => !char.IsControl(letter));
        CheckSecret(secret);
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var added = Sealed(new() { Name = name, User = user, Created = now, Changed = now, Secret = "" }, secret);
        Change(document =>
        {
            if (document.Entries.Any(entry => Same(entry.Name, name)))
                throw new VaultException($"the vault entry \"{name}\" already exists", true);
            if (document.Entries.Count >= MostEntries) throw new VaultException($"the vault has {MostEntries} entries already", true);
            return document with { Entries = [.. document.Entries, added] };
        });
        return added.ToEntry();
    }

    /// <summary>Gives an entry another secret.</summary>
    /// <exception cref="VaultException">There is no such entry, or the secret is impossible.</exception>
    public VaultEntry Rotate(string name, string secret)
    {
        CheckSecret(secret);
        VaultEntryDocument? changed = null;
        Change(document =>
        {
            var known = Find(document, name);
            changed = Sealed(known with { Changed = (time ?? TimeProvider.System).GetUtcNow() }, secret);
            return document with { Entries = [.. document.Entries.Select(entry => entry == known ? changed : entry)] };
        });
        return changed!.ToEntry();
    }

    /// <summary>Removes an entry.</summary>
    /// <exception cref="VaultException">There is no such entry.</exception>
    public void Remove(string name) => Change(document =>
    {
        var known = Find(document, name);
        return document with { Entries = [.. document.Entries.Where(entry => entry != known)] };
    });

    /// <summary>Encrypts every secret again, by the newest key.</summary>
    /// <returns>False if one could not be read: the old keys are still needed.</returns>
    public bool Rewrap()
    {
        if (!File.Exists(_path)) return true;
        try
        {
            return RewrapAll();
        }
        catch (VaultException)
        {
            return false;
        }
    }

    private bool RewrapAll()
    {
        var isWhole = true;
        Change(document => document with
        {
            Entries = [.. document.Entries.Select(entry =>
            {
                try
                {
                    var plain = protection.Unprotect(entry.Secret, Purpose, Key(entry));
                    return entry with { Secret = protection.Protect(plain, Purpose, Key(entry)) };
                }
                catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
                {
                    isWhole = false;
                    return entry;
                }
            })],
        });
        return isWhole;
    }

    private VaultDocument Read()
    {
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists) return new() { Version = VaultDocument.CurrentVersion, Entries = [] };
            if (DataFolder.IsExposed(_path))
            {
                throw new VaultException($"{_path} can be read or written by other users: find out who did, set new secrets, and " +
                    $"chmod 600 {_path}", false);
            }
            if (file.Length > LargestFile) throw new VaultException($"{_path} has more than {LargestFile} bytes", false);
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), VaultJson.Default.VaultDocument) is
            { Version: VaultDocument.CurrentVersion } document
                ? document
                : throw new VaultException($"{_path} has an unsupported version", false);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"{_path} cannot be read: {unreadable.Message}", false, unreadable);
        }
    }

    private void Change(Func<VaultDocument, VaultDocument> change)
    {
        try
        {
            using (FileLock.Take(folder.File("vault.lock"), LongestWait))
                DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(change(Read()), VaultJson.Default.VaultDocument));
        }
        catch (Exception failure) when (failure is TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"{_path} cannot be written: {failure.Message}", false, failure);
        }
    }

    private VaultEntryDocument Sealed(VaultEntryDocument entry, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        try
        {
            return entry with { Secret = protection.Protect(plain, Purpose, Key(entry)) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    // With the user: an entry that is pointed at another account in the file gives that account's host no password.
    private static string Key(VaultEntryDocument entry) => $"{entry.Name.ToUpperInvariant()}\n{entry.User}";

    private static VaultEntryDocument Find(VaultDocument document, string name) =>
        document.Entries.FirstOrDefault(entry => Same(entry.Name, name))
        ?? throw new VaultException($"no vault entry \"{name}\"", true);

    private static void Check(string text, int longest, string what, Func<char, bool> isAllowed)
    {
        if (text.Length is 0 || text.Length > longest || !text.All(isAllowed))
            throw new VaultException(
                $"the {what} must have 1 to {longest} characters; a name has letters, digits, '-', '_' and '.' only", false);
    }

    private static void CheckSecret(string secret)
    {
        if (secret.Length is 0 or > LongestSecret) throw new VaultException($"a secret must have 1 to {LongestSecret} characters", false);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
