using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Interop.Tls;

/// <summary>Every check of TLS once failing and once passing on `openssl s_server`.</summary>
[Trait("Peer", "openssl")]
public sealed class TlsFindingTests
{
    private const string Rsa = "-newkey rsa:2048 -days 90 -subj /CN=a -addext subjectAltName=IP:127.0.0.1 "
        + "-addext extendedKeyUsage=serverAuth";

    [Theory]
    [InlineData("T01", "-min_protocol TLSv1 -cipher ALL:@SECLEVEL=0", "-min_protocol TLSv1.2")]
    [InlineData("T02", "-tls1_2 -cipher eNULL:ADH:@SECLEVEL=0", "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384")]
    [InlineData("T03", "-tls1_2", "-min_protocol TLSv1.2")]
    public async Task Versions_and_suites(string id, string bad, string good)
    {
        PeerProgram.Need("openssl", "openssl");
        foreach (var (arguments, outcome) in ((string, Outcome)[])[(bad, Outcome.Fail), (good, Outcome.Pass)])
        {
            await using var peer = await OpensslServer.StartAsync(Rsa, arguments);
            Assert.Equal(outcome, Worst(await AskAsync(peer.Port, null), id));
        }
    }

    [Fact]
    public async Task A_certificate_that_has_expired_or_ends_soon_fails_and_one_of_our_authority_passes_everything()
    {
        PeerProgram.Need("openssl", "openssl");
        var now = DateTimeOffset.UtcNow;
        foreach (var (days, failing) in ((int, string)[])[(-1, "T04"), (10, "T05"), (90, "")])
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
            using var certificate = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(days));
            await using var peer = await OpensslServer.StartAsync(certificate, key, "-tls1_2");
            // Its own authority: what --ca names.
            var facts = await AskAsync(peer.Port, [certificate]);
            foreach (var id in (string[])["T04", "T05", "T06", "T07", "T08", "T09", "T10"])
                Assert.Equal((id, id == failing ? Outcome.Fail : Outcome.Pass), (id, Worst(facts, id)));
        }
    }

    [Fact]
    public async Task One_key_on_two_hosts_is_a_finding_and_a_third_key_is_none()
    {
        PeerProgram.Need("openssl", "openssl");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        await using var first = await OpensslServer.StartAsync(certificate, key, "-tls1_2");
        await using var second = await OpensslServer.StartAsync(certificate, key, "-tls1_3");
        await using var third = await OpensslServer.StartAsync(Rsa, "-tls1_2");
        var fleet = new FleetChecks();
        var options = new EvaluationOptions(DateTimeOffset.UtcNow);
        var outcomes = new List<Outcome>();
        foreach (var (host, port) in ((string, int)[])[("a", first.Port), ("b", second.Port), ("c", third.Port)])
            outcomes.Add(Assert.Single(fleet.Evaluate(host, (await AskAsync(port, null)).Of(FactId.CertificateKeyHash), options)).Outcome);
        Assert.Equal([Outcome.NotSeen, Outcome.Fail, Outcome.Pass], outcomes);
    }

    private static Outcome Worst(HostFacts facts, string id)
    {
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).Where(one => one.Check.Id == id).ToList();
        return findings.Exists(one => one.Outcome == Outcome.Fail) ? Outcome.Fail : findings[0].Outcome;
    }

    private static Task<HostFacts> AskAsync(int port, X509Certificate2Collection? authorities) => new HostSurvey("127.0.0.1", new()
    {
        TlsPorts = [port], WithNeighbours = false, MapperPort = 1, HttpPort = 1, HttpsPort = 1, Authorities = authorities,
    }).AskAsync(TestContext.Current.CancellationToken);
}
