using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Gate.Tls;

/// <summary>
/// The certificate of the TLS within CredSSP. Its clients do not evaluate it: they bind its key to the logon ([MS-CSSP] 3.1.5), and several
/// of them can read an RSA key only. So it is the server's own where that is of RSA, and else one that is made when it is first asked for,
/// and not kept. Windows makes one too.
/// </summary>
/// <param name="own">The server's certificate.</param>
/// <param name="clock">The time.</param>
internal sealed class CredSspCertificate(Func<X509Certificate2> own, TimeProvider clock)
{
    // RFC 8017 keys of 2048 bits are what every client takes, and take a tenth of a second to make.
    private const int KeyBits = 2048;

    private readonly Lazy<X509Certificate2> _made = new(() => Make(clock.GetUtcNow()));

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Current =>
        own() is { } certificate && certificate.PublicKey.GetRSAPublicKey() is not null ? certificate : _made.Value;

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest("CN=CredSSP", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        // Longer than any process runs.
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }
}
