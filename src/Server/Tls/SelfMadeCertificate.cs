using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Server.Tls;

/// <summary>Makes the certificate of the first start: self-signed, for this host's names and addresses.</summary>
internal static class SelfMadeCertificate
{
    // Two years: long enough to be left alone, short enough that a key does not last for ever.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    // A client whose clock is a little behind finds it valid nevertheless.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    /// <summary>Makes a key on P-256 and a certificate for it, and returns both in PEM.</summary>
    /// <param name="addresses">The addresses that are served; a wildcard stands for every address of this host.</param>
    /// <param name="now">The time.</param>
    public static string CreatePem(IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var host = Dns.GetHostName();
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(host.Length is > 0 and <= 64 ? host : "sekimori"); // RFC 5280 Appendix A: ub-common-name is 64.
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(AlternativeNames(host, addresses));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Backdating, now + Lifetime);
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static X509Extension AlternativeNames(string host, IEnumerable<IPAddress> addresses)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { host, "localhost" }.Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase))
            names.AddDnsName(name);
        foreach (var address in addresses.SelectMany(Reachable).Concat([IPAddress.Loopback, IPAddress.IPv6Loopback]).Distinct())
            names.AddIpAddress(address);
        return names.Build();
    }

    private static IEnumerable<IPAddress> Reachable(IPAddress address)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
            return [address];
        return NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(u => u.Address)
            .Where(a => !a.IsIPv6LinkLocal);
    }
}
