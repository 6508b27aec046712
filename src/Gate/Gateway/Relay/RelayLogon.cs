using Sekimori.Client.Rpc;
using Sekimori.Guard;
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
        var name = target.Settings.Vault ?? throw new TargetException($"the target {target.Name} has no vault entry");
        try
        {
            if (vault.Open(name) is not var (entry, secret))
                throw new TargetException($"no vault entry \"{name}\" (see: sekimori vault list)");
            return (new RpcClientOptions
            {
                Security = new SecurityInitiator(PasswordCredential.Parse(entry.User, secret)),
                // A target that somebody has taken over passes an NTLM logon on to another host; a ticket is for this one alone.
                Scheme = target.Settings.RpcNtlm ? SecurityScheme.Spnego : SecurityScheme.Kerberos,
                Level = target.Settings.RpcLevel,
                Target = $"host/{target.Settings.Address}",
                TransferSyntaxes = [SyntaxId.Ndr20],
            }, entry.User);
        }
        catch (VaultException failure)
        {
            throw new TargetException(failure.Message, failure);
        }
    }
}
