using Sekimori.Security.Credentials;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway;

/// <summary>The stored logon of a target.</summary>
internal static class TargetSecret
{
    /// <summary>Opens it.</summary>
    /// <param name="vault">The stored logons.</param>
    /// <param name="target">The target.</param>
    /// <returns>The name of the entry, its user and the logon.</returns>
    /// <exception cref="TargetException">There is no such entry, or it cannot be opened.</exception>
    public static (string Entry, string User, PasswordCredential Credential) Open(VaultStore vault, TargetHost target)
    {
        var name = target.Settings.Vault ?? throw new TargetException($"the target {target.Name} has no vault entry");
        try
        {
            return vault.Open(name) is var (entry, secret)
                ? (name, entry.User, PasswordCredential.Parse(entry.User, secret))
                : throw new TargetException($"no vault entry \"{name}\" (see: sekimori vault list)");
        }
        catch (VaultException failure)
        {
            throw new TargetException(failure.Message, failure);
        }
    }
}
