using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>The identity that the gate logs on with at a target.</summary>
/// <param name="vault">The stored logons.</param>
internal sealed class TargetLogon(VaultStore vault)
{
    /// <summary>The options of a client with the logon for a target. Kerberos comes first where the user is in a realm.</summary>
    /// <exception cref="TargetException">There is none.</exception>
    public WsManClientOptions Apply(WsManClientOptions options, TargetHost target)
    {
        var credential = Open(target);
        // NTLM goes to a server with a verified certificate only, bound to its channel: another one would pass the logon on. Basic would
        // hand the password over, and is never used.
        var isTls = target.Settings.WsMan!.Scheme == Uri.UriSchemeHttps;
        return options with
        {
            UserName = credential.User,
            Initiator = new SecurityInitiator(credential),
            Authentication = isTls ? WsManAuthentication.Negotiate : WsManAuthentication.Kerberos,
        };
    }

    private PasswordCredential Open(TargetHost target)
    {
        var name = target.Settings.Vault ?? throw new TargetException($"the target {target.Name} has no vault entry");
        try
        {
            return vault.Open(name) is var (entry, secret)
                ? PasswordCredential.Parse(entry.User, secret)
                : throw new TargetException($"no vault entry \"{name}\" (see: sekimori vault list)");
        }
        catch (VaultException failure)
        {
            throw new TargetException(failure.Message, failure);
        }
    }
}
