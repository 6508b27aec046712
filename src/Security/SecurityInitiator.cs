using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;

namespace Sekimori.Security;

/// <summary>A client's side of all schemes that its credential can be used with.</summary>
public sealed class SecurityInitiator(Credential credential, TimeProvider? time = null) : ISecurityInitiator
{
    private readonly SecurityScheme[] _mechanisms = [SecurityScheme.Ntlm];

    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes => [SecurityScheme.Spnego, .. _mechanisms];

    /// <inheritdoc/>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options) => scheme switch
    {
        SecurityScheme.Spnego => new SpnegoInitiator(_mechanisms, mechanism => Initiate(mechanism, options)),
        SecurityScheme.Ntlm => new NtlmInitiator(credential, options, time),
        _ => null,
    };
}
