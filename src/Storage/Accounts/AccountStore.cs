using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Storage.Accounts;

/// <summary>
/// The local accounts, in one owner-only file of the data folder. Each change is made under a lock between processes and replaces the file
/// whole; questions look whether the file has been replaced, so that a running server sees what <c>sekimori account</c> did: with the next
/// logon, and within 25 ms for those who have logged on. Thread-safe.
/// </summary>
internal sealed class AccountStore : IMappingStore
{
    // A change takes milliseconds: whoever waits longer waits for a process that hangs.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private const int MaxPasswordLength = 256;

    // No account can have this name (AccountName.FindDenialReason).
    private const string Nobody = "*nobody";

    private readonly DataFolder _folder;
    private readonly AccountFile _file;
    private readonly AccountCipher _cipher;
    private readonly string _lock;
    private readonly TimeProvider _time;
    private readonly int _iterations;
    private volatile AccountDocument? _nobody;

    /// <summary>Opens the store of a data folder; its file is made with the first account.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <param name="protection">What encrypts the secrets.</param>
    /// <param name="time">The clock of the accounts' dates; the system's where it is null.</param>
    /// <param name="iterations">Rounds of the slow hash of the passwords that are set here; each secret carries its own.</param>
    /// <exception cref="AccountStoreException">The file cannot be read.</exception>
    public AccountStore(DataFolder folder, SecretProtection protection, TimeProvider? time = null,
        int iterations = PasswordHash.DefaultIterations)
    {
        _folder = folder;
        _file = new AccountFile(folder.File("accounts.json"));
        _cipher = new AccountCipher(protection);
        _lock = folder.File("accounts.lock");
        _time = time ?? TimeProvider.System;
        _iterations = iterations;
        _ = _file.Current;
        if (protection.HasUnwrappedKeys) WrapKeys(protection);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IdentityMapping> Mappings => _file.Current.Mappings;

    /// <summary>All accounts, by name.</summary>
    public IReadOnlyList<Account> List() =>
        [.. _file.Current.Accounts.Values.Select(entry => entry.Account)
        .OrderBy(account => account.Name, StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public Account? Find(string name) => _file.Current.Accounts.TryGetValue(name, out var entry) ? entry.Account : null;

    /// <inheritdoc/>
    Account? IAccountDirectory.FindRecent(string name) =>
        _file.Recent.Accounts.TryGetValue(name, out var entry) ? entry.Account : Find(name);

    /// <inheritdoc/>
    public AccountSecrets? Secrets(Account? account)
    {
        var accounts = _file.Current.Accounts;
        if (account is not null)
            return accounts.TryGetValue(account.Name, out var entry) && entry.Account.Stamp == account.Stamp
                ? _cipher.Decrypt(entry.Document)
                : null;
        accounts.TryGetValue(Nobody, out _);
        // again, where the key that it was made with is gone
        return _cipher.Decrypt(_nobody ??= MakeNobody()) ?? _cipher.Decrypt(_nobody = MakeNobody());
    }

    /// <summary>Adds an account.</summary>
    /// <exception cref="AccountStoreException">The name is taken or impossible, or the password is.</exception>
    public Account Add(string name, string password, Role role = Role.Reader, string? unixUser = null)
    {
        if (AccountName.FindDenialReason(name) is { } why) throw new AccountStoreException(AccountError.BadName, why);
        CheckPassword(password);
        var now = _time.GetUtcNow();
        var secrets = _cipher.Encrypt(name, AccountSecrets.Make(name, password, iterations: _iterations));
        AccountDocument? added = null;
        Change(document =>
        {
            if (document.Accounts.Any(account => Same(account.Name, name)))
                throw new AccountStoreException(AccountError.Exists, $"the account \"{name}\" already exists");
            added = new AccountDocument
            {
                Name = name, Number = document.NextNumber, Role = role, Enabled = true, UnixUser = unixUser, Created = now, Changed = now,
                PasswordSet = now,
                Stamp = Guid.NewGuid(), Secrets = secrets,
            };
            return document with { Accounts = [.. document.Accounts, added], NextNumber = document.NextNumber + 1 };
        });
        return added!.ToAccount();
    }

    /// <summary>Sets an account's password.</summary>
    /// <exception cref="AccountStoreException">There is no such account, or the password is impossible.</exception>
    public Account SetPassword(string name, string password)
    {
        CheckPassword(password);
        return ChangeOne(name, account => account with
        {
            PasswordSet = _time.GetUtcNow(),
            Secrets = _cipher.Encrypt(account.Name, AccountSecrets.Make(account.Name, password, iterations: _iterations)),
        });
    }

    /// <summary>Lets an account log on, or no longer.</summary>
    /// <exception cref="AccountStoreException">There is no such account.</exception>
    public Account SetEnabled(string name, bool enabled) => ChangeOne(name, account => account with { Enabled = enabled });

    /// <summary>Gives an account another role.</summary>
    /// <exception cref="AccountStoreException">There is no such account.</exception>
    public Account SetRole(string name, Role role) => ChangeOne(name, account => account with { Role = role });

    /// <summary>Reports which Unix user an account's shells run as.</summary>
    /// <exception cref="AccountStoreException">There is no such account.</exception>
    public Account SetUnixUser(string name, string? unixUser) => ChangeOne(name, account => account with { UnixUser = unixUser });

    /// <summary>Removes an account and the mappings to it.</summary>
    /// <exception cref="AccountStoreException">There is no such account.</exception>
    public void Remove(string name) => Change(document =>
    {
        var account = Find(document, name);
        return document with
        {
            Accounts = [.. document.Accounts.Where(other => other != account)],
            Mappings = [.. document.Mappings.Where(mapping => mapping.Account is null || !Same(mapping.Account, name))],
        };
    });

    /// <summary>Maps an outside identity; what it was mapped to before is forgotten.</summary>
    /// <exception cref="AccountStoreException">There is no such account.</exception>
    public void Map(IdentityMapping mapping) => Change(document =>
    {
        var account = mapping.Account is null ? null : Find(document, mapping.Account).Name;
        var added = new MappingDocument(
            mapping.Kind, mapping.Identity, account, mapping.Role, mapping.Issuer, mapping.Enabled, mapping.Name);
        return document with
        {
            Mappings =
                [.. document.Mappings.Where(other => !SameIdentity(other, mapping.Kind, mapping.Identity, mapping.Issuer, mapping.Name)),
                added]
        };
    });

    /// <summary>Forgets what an outside identity is mapped to.</summary>
    /// <exception cref="AccountStoreException">It is not mapped.</exception>
    public void Unmap(IdentityKind kind, string identity, string? issuer = null) => Change(document =>
    {
        MappingDocument[] left = [.. document.Mappings.Where(other => !SameIdentity(other, kind, identity, issuer))];
        return left.Length < document.Mappings.Count
            ? document with { Mappings = left }
            : throw new AccountStoreException(AccountError.NotFound, $"\"{identity}\" is not mapped");
    });

    private AccountDocument MakeNobody() => new()
    {
        Name = Nobody, Role = Role.None, Enabled = false, Created = default, Changed = default, PasswordSet = default, Stamp = default,
        Secrets = _cipher.Encrypt(Nobody, AccountSecrets.OfNobody(iterations: _iterations)),
    };

    private Account ChangeOne(string name, Func<AccountDocument, AccountDocument> change)
    {
        AccountDocument? changed = null;
        Change(document =>
        {
            var account = Find(document, name);
            changed = change(account) with { Changed = _time.GetUtcNow(), Stamp = Guid.NewGuid() };
            return document with { Accounts = [.. document.Accounts.Select(other => other == account ? changed : other)] };
        });
        return changed!.ToAccount();
    }

    private void Change(Func<AccountsDocument, AccountsDocument> change)
    {
        try
        {
            using (FileLock.Take(_lock, LongestWait)) _file.Write(change(_file.Reread().Document));
        }
        catch (TimeoutException taken)
        {
            throw new AccountStoreException(AccountError.Busy, taken.Message, taken);
        }
    }

    // Wrapping has been configured since the keys were made: everything is encrypted again before the bare keys go.
    private void WrapKeys(SecretProtection protection)
    {
        protection.MakeKey();
        var whole = true;
        Change(document => document with
        {
            Accounts = [.. document.Accounts.Select(account =>
            {
                if (_cipher.Decrypt(account) is { } secrets) return account with { Secrets = _cipher.Encrypt(account.Name, secrets) };
                whole = false;
                return account;
            })],
        });
        if (whole && new VaultStore(_folder, protection).Rewrap() && new RecordingFolder(_folder, protection).Rewrap())
            protection.DeleteUnwrappedKeys();
    }

    private static void CheckPassword(string password)
    {
        if (password.Length is 0 or > MaxPasswordLength)
            throw new AccountStoreException(AccountError.BadPassword, $"a password must have 1 to {MaxPasswordLength} characters");
    }

    private static AccountDocument Find(AccountsDocument document, string name) =>
        document.Accounts.FirstOrDefault(account => Same(account.Name, name))
        ?? throw new AccountStoreException(AccountError.NotFound, $"no account \"{name}\"");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // A certificate's name can be had from any authority: with another issuer it is another identity.
    private static bool SameIdentity(
        MappingDocument mapping, IdentityKind kind, string identity, string? issuer,
        CertificateNameKind name = CertificateNameKind.Unspecified) =>
        mapping.Kind == kind
        && (name == mapping.Name || name == CertificateNameKind.Unspecified || mapping.Name == CertificateNameKind.Unspecified)
        && Same(mapping.Identity, identity) && (issuer is null || mapping.Issuer is null || Same(mapping.Issuer, issuer));
}
