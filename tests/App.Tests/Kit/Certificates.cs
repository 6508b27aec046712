using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.App.Tests.Kit;

/// <summary>Makes certificates, and checks the one that a port shows.</summary>
internal static class Certificates
{
    public static string Pem(string name, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + lifetime);
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }

    public static byte[] Pfx(string name, string password, TimeSpan lifetime)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            $"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + lifetime);
        return certificate.Export(X509ContentType.Pkcs12, password);
    }

    /// <summary>The certificate that a server shows, and how the connection is protected.</summary>
    public static async Task<(X509Certificate2 Certificate, SslStream Stream)> ShownAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
            });
        return (X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData()), stream);
    }

    public static async Task<string> SubjectAsync(int port)
    {
        var (certificate, stream) = await ShownAsync(port);
        await using (stream)
            return certificate.Subject;
    }
}
