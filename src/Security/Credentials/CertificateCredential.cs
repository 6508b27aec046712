using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Security.Credentials;

/// <summary>
/// A client certificate with its private key. WS-Management presents it in the TLS handshake; RPC over TCP has no use for it.
/// </summary>
/// <param name="certificate">The certificate. The caller keeps it alive, and disposes of it.</param>
public sealed class CertificateCredential(X509Certificate2 certificate) : Credential
{
    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; } = certificate;
}
