using Sekimori.Security.Credentials;
using Sekimori.Security.CredSsp;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;

namespace Sekimori.Security;

/// <summary>A client's side of all schemes that its credential can be used with.</summary>
public sealed class SecurityInitiator(Credential credential, TimeProvider? time = null) : ISecurityInitiator
{
    private readonly SecurityScheme[] _mechanisms = credential switch
    {
        KerberosCredential => [SecurityScheme.Kerberos],
        // A realm is a DNS name; asking a KDC of "HOST" would only cost the time of a failing DNS query.
        PasswordCredential user when user.Domain.Contains('.', StringComparison.Ordinal) && Gssapi.FindDenialReason is null =>
            [SecurityScheme.Kerberos, SecurityScheme.Ntlm],
        _ => [SecurityScheme.Ntlm],
    };

    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes => [SecurityScheme.Spnego, .. _mechanisms];

    /// <inheritdoc/>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options) => scheme switch
    {
        SecurityScheme.Spnego => new SpnegoInitiator(_mechanisms, mechanism => Initiate(mechanism, options)),
        SecurityScheme.CredSsp => credential is PasswordCredential user
            ? new CredSspInitiator(user, new SpnegoInitiator(_mechanisms, mechanism => Initiate(mechanism, CredSspContext.Inner(options))))
            : null,
        _ when !_mechanisms.Contains(scheme) => null,
        SecurityScheme.Kerberos => new KerberosInitiator(credential, options, time),
        SecurityScheme.Ntlm => new NtlmInitiator(credential, options, time),
        _ => null,
    };
}
