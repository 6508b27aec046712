using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey;

/// <summary>The facts of a certificate.</summary>
internal static class CertificateFacts
{
    // RFC 5280 4.2.1.12: serverAuth and anyExtendedKeyUsage.
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1", AnyUsage = "2.5.29.37.0";

    /// <summary>Adds the facts of what a host sent as its certificate.</summary>
    /// <param name="facts">Where to.</param>
    /// <param name="subject">The port.</param>
    /// <param name="host">The name that was asked.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="others">The others that the server sent.</param>
    /// <param name="authorities">Authorities of the user's own; null for the system's only.</param>
    /// <returns>Why it is no certificate; null if it is one.</returns>
    public static string? TryAdd(
        HostFacts facts, string subject, string host, byte[] certificate, IReadOnlyList<byte[]> others,
        X509Certificate2Collection? authorities)
    {
        try
        {
            using var own = X509CertificateLoader.LoadCertificate(certificate);
            var chain = new X509Certificate2Collection();
            foreach (var one in others) chain.Add(X509CertificateLoader.LoadCertificate(one));
            Add(facts, subject, host, own, chain, authorities);
            return null;
        }
        catch (CryptographicException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Adds them.</summary>
    /// <param name="facts">Where to.</param>
    /// <param name="subject">The port.</param>
    /// <param name="host">The name that was asked.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="others">The others that the server sent.</param>
    /// <param name="authorities">Authorities of the user's own; null for the system's only.</param>
    public static void Add(
        HostFacts facts, string subject, string host, X509Certificate2 certificate, X509Certificate2Collection others,
        X509Certificate2Collection? authorities)
    {
        facts.Add(FactId.CertificateSubject, subject, certificate.Subject);
        facts.Add(FactId.CertificateBegin, subject, Time(certificate.NotBefore));
        facts.Add(FactId.CertificateEnd, subject, Time(certificate.NotAfter));
        facts.Add(FactId.CertificateKey, subject, Key(certificate));
        facts.Add(FactId.CertificateSignature, subject, certificate.SignatureAlgorithm.FriendlyName
            ?? certificate.SignatureAlgorithm.Value ?? "");
        facts.Add(FactId.CertificateName, subject,
            $"{(certificate.MatchesHostname(host, allowCommonName: false) ? "yes" : "no")}: {Names(certificate)}");
        facts.Add(FactId.CertificateTrust, subject, Trust(certificate, others, authorities));
        facts.Add(FactId.CertificatePurpose, subject, Purpose(certificate));
        facts.Add(FactId.CertificateKeyHash, subject,
            Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Key(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null) return string.Create(CultureInfo.InvariantCulture, $"RSA {rsa.KeySize}");
        using var curve = certificate.GetECDsaPublicKey();
        if (curve is not null) return string.Create(CultureInfo.InvariantCulture, $"EC {curve.KeySize}");
        using var dsa = certificate.GetDSAPublicKey();
        return dsa is not null ? string.Create(CultureInfo.InvariantCulture, $"DSA {dsa.KeySize}")
            : certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown";
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(one => one.EnumerateDnsNames().Concat(one.EnumerateIPAddresses().Select(address => address.ToString())))
            .Take(20).ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    private static string Trust(X509Certificate2 certificate, X509Certificate2Collection others, X509Certificate2Collection? authorities)
    {
        if (Builds(certificate, others, null, out var why) || (authorities is not null && Builds(certificate, others, authorities, out _)))
            return "yes";
        return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? "self-signed" : why;
    }

    private static bool Builds(
        X509Certificate2 certificate, X509Certificate2Collection others, X509Certificate2Collection? authorities, out string why)
    {
        using var chain = new X509Chain();
        // Revocation would ask other hosts; dates are checks of their own.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        var isBuilt = chain.Build(certificate);
        why = isBuilt ? "yes" : chain.ChainStatus.FirstOrDefault(status => status.Status != X509ChainStatusFlags.NotTimeValid)
            .Status.ToString();
        return isBuilt;
    }

    private static string Purpose(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true }
            && certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is null)
            return "authority";
        var uses = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        // Without the extension, a certificate is for anything.
        if (uses is null) return "server";
        var all = uses.EnhancedKeyUsages.OfType<Oid>().Select(oid => oid.Value).ToList();
        return all.Contains(ServerAuth) || all.Contains(AnyUsage) ? "server"
            : string.Join(", ", uses.EnhancedKeyUsages.OfType<Oid>().Take(10).Select(oid => oid.FriendlyName ?? oid.Value));
    }
}
