using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;

namespace Sekimori.Security;

/// <summary>A server's side of all schemes that its settings allow.</summary>
public sealed class SecurityAcceptor(SecurityAcceptorSettings settings) : ISecurityAcceptor
{
    private readonly SecurityScheme[] _mechanisms = [SecurityScheme.Ntlm];

    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes => [SecurityScheme.Spnego, .. _mechanisms];

    /// <inheritdoc/>
    public SecurityContext? Accept(SecurityScheme scheme, ContextOptions options) => scheme switch
    {
        SecurityScheme.Spnego => new SpnegoAcceptor(_mechanisms, mechanism => Accept(mechanism, options)),
        SecurityScheme.Ntlm => new NtlmAcceptor(settings, options),
        _ => null,
    };
}
