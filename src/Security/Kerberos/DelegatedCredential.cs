using Sekimori.Security.Credentials;
using Sekimori.Security.Spnego;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// What a caller's logon lets this service do in its name, at the services that the KDC allows ([MS-SFU] 1.3.2): the caller's ticket for
/// this service as evidence, beside the service's own. In memory only. It ends when the last of its holders lets it go. Thread-safe.
/// </summary>
internal sealed class DelegatedCredential : Credential, IDisposable
{
    private static long s_count;

    private readonly GssCredential _credential;

    /// <summary>Takes a credential over.</summary>
    /// <param name="credential">Of GSSAPI, with an impersonator.</param>
    /// <param name="principal">The caller, user@REALM.</param>
    /// <param name="service">This service, HTTP/name@REALM.</param>
    public DelegatedCredential(GssCredential credential, string principal, string service)
        : this(credential.WithoutForcedProtection(), principal, service, Interlocked.Increment(ref s_count))
    {
    }

    private DelegatedCredential(GssCredential credential, string principal, string service, long number) =>
        (_credential, Principal, Service, Number) = (credential, principal, service, number);

    /// <summary>The caller.</summary>
    public string Principal { get; }

    /// <summary>This service.</summary>
    public string Service { get; }

    /// <summary>The number of the logon: a later one has a greater one.</summary>
    public long Number { get; }

    /// <summary>The same for another holder.</summary>
    /// <exception cref="ObjectDisposedException">This holder has let it go.</exception>
    public DelegatedCredential Share() => new(_credential.Share(), Principal, Service, Number);

    /// <summary>A handshake in the caller's name, which holds the credential until it is disposed of.</summary>
    /// <param name="scheme">Kerberos, or SPNEGO with nothing else in it.</param>
    /// <param name="options">What it is for.</param>
    /// <returns>Null for another scheme.</returns>
    /// <exception cref="ObjectDisposedException">This holder has let it go.</exception>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options)
    {
        if (scheme is not (SecurityScheme.Kerberos or SecurityScheme.Spnego)) return null;
        var kerberos = new KerberosInitiator(this, options);
        return scheme == SecurityScheme.Kerberos ? kerberos : new SpnegoInitiator([SecurityScheme.Kerberos], _ => kerberos);
    }

    /// <summary>The same for one handshake.</summary>
    internal GssCredential Acquire() => _credential.Share();

    /// <summary>Lets it go.</summary>
    public void Dispose() => _credential.Dispose();
}
