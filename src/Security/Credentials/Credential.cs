using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Security.Credentials;

/// <summary>The identity that a client logs on with, over RPC and WS-Management alike. Not a record: nothing prints its content.</summary>
public abstract class Credential
{
    private protected Credential()
    {
    }

    /// <summary>No user: what NTLM calls an anonymous logon.</summary>
    public static Credential Anonymous { get; } = new AnonymousCredential();

    /// <summary>A user and a password, for NTLM, Basic, Digest and CredSSP, and for Kerberos where the domain is a realm.</summary>
    /// <param name="name"><c>user</c>, <c>DOMAIN\user</c> or <c>user@REALM</c>.</param>
    /// <param name="password">The password.</param>
    public static PasswordCredential FromPassword(string name, string password) => PasswordCredential.Parse(name, password);

    /// <summary>Kerberos tickets that exist already.</summary>
    /// <param name="cache">The ticket cache, as <c>FILE:/path</c>; null for the one that kinit fills.</param>
    /// <param name="principal">The principal, as <c>user@REALM</c>; null for the first one in the cache.</param>
    public static KerberosCredential FromTickets(string? cache = null, string? principal = null) =>
        new() { Cache = cache, Principal = principal };

    /// <summary>Kerberos tickets that are requested with the keys of a keytab.</summary>
    /// <param name="path">The keytab.</param>
    /// <param name="principal">The principal, as <c>user@REALM</c>; null for the first one in the keytab.</param>
    public static KerberosCredential FromKeytab(string path, string? principal = null) => new() { Keytab = path, Principal = principal };

    /// <summary>A client certificate, for WS-Management over HTTPS.</summary>
    /// <param name="certificate">The certificate with its private key.</param>
    public static CertificateCredential FromCertificate(X509Certificate2 certificate) => new(certificate);

    private sealed class AnonymousCredential : Credential;
}
