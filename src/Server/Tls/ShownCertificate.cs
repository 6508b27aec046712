using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Server.Tls;

/// <summary>What a client showed in its TLS handshake: its own certificate, whose key it has, and others that it sent along. Nobody has evaluated them yet.</summary>
/// <param name="Certificate">The client's certificate.</param>
/// <param name="Sent">The certificates that came with it.</param>
public sealed record ShownCertificate(X509Certificate2 Certificate, X509Certificate2Collection Sent);
