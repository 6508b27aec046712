using Sekimori.Security.CredSsp;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;

namespace Sekimori.Security;

/// <summary>A server's side of all schemes that its settings allow.</summary>
public sealed class SecurityAcceptor(SecurityAcceptorSettings settings) : ISecurityAcceptor
{
    private readonly SecurityScheme[] _mechanisms = settings.Kerberos is null || Gssapi.FindDenialReason is not null
        ? [SecurityScheme.Ntlm]
        : [SecurityScheme.Kerberos, SecurityScheme.Ntlm];

    /// <summary>This service as one that acts for its callers; null without Kerberos.</summary>
    internal DelegatingService? Delegating { get; } =
        settings.Kerberos is { } kerberos && Gssapi.FindDenialReason is null ? new(kerberos, settings.Time) : null;

    /// <summary>Why Kerberos is configured and yet not offered, for the log; null if it is offered or not configured.</summary>
    public string? FindKerberosProblem => settings.Kerberos is null ? null : Gssapi.FindDenialReason;

    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes => settings.CredSspCertificate is null
        ? [SecurityScheme.Spnego, .. _mechanisms]
        : [SecurityScheme.Spnego, .. _mechanisms, SecurityScheme.CredSsp];

    /// <inheritdoc/>
    public SecurityContext? Accept(SecurityScheme scheme, ContextOptions options) => scheme switch
    {
        SecurityScheme.Spnego => new SpnegoAcceptor(_mechanisms, mechanism => Accept(mechanism, options)),
        SecurityScheme.Kerberos when _mechanisms.Contains(scheme) =>
            new KerberosAcceptor(settings, settings.Kerberos!, options, Delegating),
        SecurityScheme.CredSsp when settings.CredSspCertificate is { } certificate =>
            new CredSspAcceptor(settings, certificate(),
            new SpnegoAcceptor(_mechanisms, mechanism => Accept(mechanism, CredSspContext.Inner(options))), options),
        SecurityScheme.Ntlm => new NtlmAcceptor(settings, options),
        _ => null,
    };
}
