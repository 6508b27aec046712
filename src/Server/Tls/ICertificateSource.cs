namespace Sekimori.Server.Tls;

/// <summary>Holds the certificate that new TLS connections are made with. Thread-safe.</summary>
public interface ICertificateSource
{
    /// <summary>The certificate for connections that begin now.</summary>
    ServerCertificate Current { get; }
}
