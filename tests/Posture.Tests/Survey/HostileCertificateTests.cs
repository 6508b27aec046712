using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;
using Sekimori.TestKit;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>Any certificate ends in facts, or in what the probe takes for no certificate.</summary>
public sealed class HostileCertificateTests
{
    // A chain is built for each certificate, which takes a millisecond.
    private const int Cost = 200;

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Mutated_certificates_end_in_facts_or_a_named_fault(bool isCurve)
    {
        var (random, seed) = (new Random(443), Make(isCurve));
        var (read, rejected) = (0, 0);
        for (var i = 0; i < Math.Max(100, Effort.Of("SEKIMORI_READINGS", 20_000) / Cost); i++)
        {
            var facts = new HostFacts("h.lab.test");
            var bytes = i == 0 ? seed : Mutation.Of(seed, random);
            if (CertificateFacts.TryAdd(facts, "5986", "h.lab.test", bytes, [seed, bytes], null) is null) read++;
            else rejected++;
            Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch));
        }

        Assert.True(read > 1 && rejected > 10, $"{read} read, {rejected} rejected");
    }

    private static byte[] Make(bool isCurve)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = isCurve ? new CertificateRequest("CN=h.lab.test", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=h.lab.test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("h.lab.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        return certificate.RawData;
    }
}
