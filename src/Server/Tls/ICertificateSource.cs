namespace Sekimori.Server.Tls;

/// <summary>Holds the certificate for new TLS connections. Thread-safe.</summary>
internal interface ICertificateSource
{
    /// <summary>The certificate for connections that start now.</summary>
    ServerCertificate Current { get; }
}
