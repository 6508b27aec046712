using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Interop.WsMan;

/// <summary>An authority that gives client certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestAuthority(string name = "CN=Sekimori test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_authority.RawData);

    /// <summary>The authority's key, for openssl.</summary>
    public string KeyPem => _authority.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <summary>What a mapping of winrm names the issuer by.</summary>
    public string ShortThumbprint => _authority.Thumbprint;

    /// <summary>What a mapping names the issuer by.</summary>
    public string Thumbprint => _authority.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>A client's certificate with its key.</summary>
    /// <param name="subject">Whose it is.</param>
    /// <param name="upn">A user principal name, or null.</param>
    /// <param name="usage">The extended key usage; that of clients by default.</param>
    /// <param name="days">Days until it ends; below zero for one that has.</param>
    /// <param name="revocationList">Where its authority's list of revoked certificates is; null for nowhere.</param>
    public X509Certificate2 Give(string subject, string? upn = null, string usage = "1.3.6.1.5.5.7.3.2", int days = 5,
        Uri? revocationList = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (upn is not null) request.CertificateExtensions.Add(new X509Extension("2.5.29.17", PrincipalName(upn), critical: false));
        if (revocationList is not null)
            request.CertificateExtensions.Add(
                CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([revocationList.AbsoluteUri]));
        using var given = request.Create(
            _authority, DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(16));
        using var whole = given.CopyWithPrivateKey(key);
        // A key that was made in memory must be taken in once more before TLS uses it.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => _authority.Dispose();

    // otherName with szOID_NT_PRINCIPAL_NAME, [MS-WCCE] 2.2.2.7.5.
    private static byte[] PrincipalName(string upn)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true))) writer.WriteCharacterString(
                UniversalTagNumber.UTF8String, upn);
        }

        return writer.Encode();
    }
}
