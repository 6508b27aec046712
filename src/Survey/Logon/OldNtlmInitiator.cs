using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;

namespace Sekimori.Survey.Logon;

/// <summary>NTLMv1 for one question of the audit; nothing else of Sekimori uses it.</summary>
internal sealed class OldNtlmInitiator(PasswordCredential user) : ISecurityInitiator
{
    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes { get; } = [SecurityScheme.Ntlm];

    /// <inheritdoc/>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options) =>
        scheme == SecurityScheme.Ntlm ? new NtlmV1Initiator(user, options) : null;
}
