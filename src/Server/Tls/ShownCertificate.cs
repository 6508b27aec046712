using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Server.Tls;

/// <summary>
/// What a client presented in its TLS handshake: its own certificate, whose key it has, and others that it sent along. None has been
/// checked yet.
/// </summary>
/// <param name="Certificate">The client's certificate.</param>
/// <param name="Sent">The certificates sent with it.</param>
internal sealed record ShownCertificate(X509Certificate2 Certificate, X509Certificate2Collection Sent);
