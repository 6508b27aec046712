using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Server.Tls;

/// <summary>
/// A certificate with its key, ready for handshakes. Each TLS connection carries the one that it was made with as a feature.
/// </summary>
internal sealed class ServerCertificate
{

    /// <summary>Uses a certificate with its key.</summary>
    /// <param name="certificate">The end entity's certificate; it holds a private key.</param>
    /// <param name="chain">Intermediate certificates that are sent along.</param>
    /// <param name="isSelfMade">True if Sekimori made it at its first start.</param>
    public ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, bool isSelfMade)
    {
        Certificate = certificate;
        IsSelfMade = isSelfMade;
        // Offline: a handshake never waits for a download.
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        Fingerprint = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        EndPointBinding = Hash(certificate);
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate with its chain, as SslStream takes it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>True if Sekimori made it at its first start: no authority vouches for it.</summary>
    public bool IsSelfMade { get; }

    /// <summary>SHA-256 of the certificate, 64 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>The certificate's hash for the channel binding tls-server-end-point (RFC 5929 4.1), without a prefix.</summary>
    public ReadOnlyMemory<byte> EndPointBinding { get; }

    /// <summary>When it ceases to be valid.</summary>
    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>Whole days from <paramref name="now"/> until it ceases to be valid; negative where it has.</summary>
    public int DaysLeft(DateTimeOffset now) => (int)Math.Floor((NotAfter - now).TotalDays);

    private static byte[] Hash(X509Certificate2 certificate)
    {
        var signature = certificate.SignatureAlgorithm.FriendlyName ?? "";
        if (signature.Contains("384", StringComparison.Ordinal))
            return SHA384.HashData(certificate.RawData);
        if (signature.Contains("512", StringComparison.Ordinal))
            return SHA512.HashData(certificate.RawData);
        return SHA256.HashData(certificate.RawData);
    }
}
