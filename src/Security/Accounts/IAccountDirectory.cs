namespace Sekimori.Security.Accounts;

/// <summary>Where accounts are looked up. Every question is answered from what holds now: a change by another process is seen by the next question. Thread-safe.</summary>
public interface IAccountDirectory
{
    /// <summary>The account of this name, without regard to case; null if there is none.</summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    Account? Find(string name);

    /// <summary>
    /// The secrets of an account; null if they cannot be decrypted or the account has changed since. For null, where a name does not exist, secrets that no password has, got by the same work:
    /// how long a logon takes must not reveal which names exist.
    /// </summary>
    /// <exception cref="AccountDirectoryException">The accounts cannot be looked up.</exception>
    AccountSecrets? Secrets(Account? account);

    /// <summary>Which outside identities are which account or role.</summary>
    IReadOnlyList<IdentityMapping> Mappings { get; }
}
