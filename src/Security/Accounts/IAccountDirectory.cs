namespace Sekimori.Security.Accounts;

/// <summary>
/// Looks up accounts. Every lookup uses the current state: a change by another process is visible to the next one. Thread-safe.
/// </summary>
public interface IAccountDirectory
{
    /// <summary>The account with this name, ignoring case; null if there is none.</summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    Account? Find(string name);

    /// <summary>
    /// The same, as it was a moment ago at the latest: for what is asked with each request of a caller who has logged on before.
    /// </summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    internal Account? FindRecent(string name) => Find(name);

    /// <summary>
    /// The secrets of an account; null if they cannot be decrypted or the account has changed since. For null, if a name does not exist,
    /// secrets that no password matches, obtained by the same work: how long a logon takes must not reveal which names exist.
    /// </summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    AccountSecrets? Secrets(Account? account);

    /// <summary>Which outside identities are which account or role.</summary>
    IReadOnlyList<IdentityMapping> Mappings { get; }
}
