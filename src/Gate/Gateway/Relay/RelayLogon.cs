using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>The identity that the gate logs on with at a target, and how far it protects its calls there.</summary>
/// <param name="vault">The stored logons.</param>
/// <param name="target">The target.</param>
internal sealed class RelayLogon(VaultStore vault, TargetHost target)
{
    /// <summary>The options of a client with this logon, and the user's name.</summary>
    /// <exception cref="TargetException">There is no such entry, or it cannot be opened.</exception>
    public (RpcClientOptions Options, string User) Open()
    {
        var (credential, user) = OpenCredential();
        return (new RpcClientOptions
        {
            Security = new SecurityInitiator(credential),
            Scheme = Scheme,
            Level = target.Settings.RpcLevel,
            Target = Principal,
            TransferSyntaxes = [SyntaxId.Ndr20],
        }, user);
    }

    /// <summary>
    /// The scheme of the logon. A target that somebody has taken over passes an NTLM logon on to another host; a ticket is for this one
    /// alone.
    /// </summary>
    public SecurityScheme Scheme => target.Settings.RpcNtlm ? SecurityScheme.Spnego : SecurityScheme.Kerberos;

    /// <summary>The target's principal name.</summary>
    public string Principal => $"host/{target.Settings.Address}";

    /// <summary>The logon itself, and the user's name.</summary>
    /// <exception cref="TargetException">There is no such entry, or it cannot be opened.</exception>
    public (PasswordCredential Credential, string User) OpenCredential()
    {
        var (name, user, credential) = TargetSecret.Open(vault, target);
        // A user without a realm has no tickets.
        return new SecurityInitiator(credential).Schemes.Contains(Scheme)
            ? (credential, user)
            : throw new TargetException(
                $"the vault entry \"{name}\" cannot be used with {Scheme}: name its user as user@REALM, or set rpc-ntlm of the target");
    }
}
