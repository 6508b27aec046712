using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Interop.WsMan;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.Tls;

/// <summary>Our findings of TLS compared with those of testssl.sh: OpenSSL, web servers, and our own server.</summary>
[Trait("Peer", "testssl"), Trait("Size", "Large")]
public sealed class TestsslTests
{
    private const string Rsa = "-newkey rsa:2048 -days 90 -subj /CN=a -addext subjectAltName=IP:127.0.0.1 "
        + "-addext extendedKeyUsage=serverAuth";

    // Suites by their categories: ours, and theirs. What they call low is RC4, RC2 and DES.
    private static readonly (string Ours, string Theirs)[] Families =
        [("NULL", "cipherlist_NULL"), ("anonymous", "cipherlist_aNULL"), ("EXPORT", "cipherlist_EXPORT"), ("3DES", "cipherlist_3DES_IDEA")];

    // testssl takes half a minute for a set-up: without `./test long`, one of each kind.
    private static readonly bool AreAllAsked = Effort.Of("SEKIMORI_TESTSSL", 3) > 3;

    [Theory]
    [InlineData(Rsa, "-tls1_3"), InlineData(Rsa, "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384")]
    [InlineData(Rsa, "-min_protocol TLSv1 -cipher ALL:eNULL:aNULL:@SECLEVEL=0"), InlineData(Rsa, "-tls1_1 -cipher AES128-SHA:@SECLEVEL=0")]
    [InlineData(Rsa, "-tls1_2 -cipher eNULL:ADH:@SECLEVEL=0")]
    [InlineData("-newkey rsa:1024 -sha1 -days 10 -subj /CN=weak", "-tls1_2 -cipher ALL:@SECLEVEL=0")]
    [InlineData("-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 90 -subj /CN=a -addext subjectAltName=DNS:other.example",
        "-min_protocol TLSv1.2")]
    public async Task OpenSSL_has_the_same_findings(string certificate, string server)
    {
        Need(isOfThree: server.StartsWith("-tls1_1 ", StringComparison.Ordinal));
        await using var peer = await OpensslServer.StartAsync(certificate, server);
        await CompareAsync(peer.Port);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_one_for_both()
    {
        Need(isOfThree: false);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(-2));
        await using var peer = await OpensslServer.StartAsync(certificate, key, "-tls1_2");
        var ours = await CompareAsync(peer.Port);
        Assert.Contains("T04", ours);
    }

    [Theory]
    [InlineData("nginx", true), InlineData("nginx", false), InlineData("stunnel4", true), InlineData("haproxy", true)]
    public async Task Web_servers_have_the_same_findings(string program, bool isOld)
    {
        Need(isOfThree: program == "nginx" && isOld);
        await using var peer = await WebServer.StartAsync(program, isOld);
        await CompareAsync(peer.Port);
    }

    [Fact]
    public async Task Our_own_server_has_the_same_findings_and_none_of_versions_and_suites()
    {
        Need(isOfThree: true);
        await using var server = await WsManTestServer.StartAsync(new WsManSettings());
        var ours = await CompareAsync(server.Https.Port);
        Assert.Empty(ours.Intersect(["T01", "T02", "T03"]));
    }

    private static void Need(bool isOfThree)
    {
        if (!isOfThree && !AreAllAsked) Assert.Skip("half a minute each: all set-ups of testssl are in ./test long (SEKIMORI_TESTSSL)");
        PeerProgram.Need("testssl", "testssl.sh");
        PeerProgram.Need("openssl", "openssl");
    }

    // Returns our failed checks.
    private static async Task<List<string>> CompareAsync(int port)
    {
        var facts = await new HostSurvey("127.0.0.1", new()
        {
            TlsPorts = [port], WithNeighbours = false, MapperPort = 1, HttpPort = 1, HttpsPort = 1,
        }).AskAsync(TestContext.Current.CancellationToken);
        var theirs = await TestsslReport.OfAsync(port);
        var failed = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).Where(one => one.Outcome == Outcome.Fail)
            .Select(one => one.Check.Id).Distinct().ToList();
        Assert.Equal(theirs.Accepted, Accepted(facts, FactId.TlsVersion));
        var families = Accepted(facts, FactId.TlsSuite).ToList();
        foreach (var (ours, id) in Families) AssertSame(theirs.IsOffered(id), families.Contains(ours), ours, theirs);
        AssertSame(theirs.IsOffered("cipherlist_LOW"), families.Contains("RC4") || families.Contains("DES"), "RC4 and DES", theirs);
        // A server with suites without a certificate alone shows none.
        if (facts.Find(FactId.CertificateKey, $"{port}") is null) return failed;
        AssertSame(theirs["cert_expirationStatus"].StartsWith("expired", StringComparison.Ordinal), failed.Contains("T04"), "T04", theirs);
        AssertSame(theirs.IsBad("cert_keySize"), failed.Contains("T06"), "T06", theirs);
        AssertSame(theirs.IsBad("cert_signatureAlgorithm"), failed.Contains("T07"), "T07", theirs);
        AssertSame(theirs.IsBad("cert_trust"), failed.Contains("T08"), "T08", theirs);
        AssertSame(theirs.IsBad("cert_chain_of_trust"), failed.Contains("T09"), "T09", theirs);
        return failed;
    }

    private static void AssertSame(bool theirs, bool ours, string what, TestsslReport report) =>
        Assert.True(theirs == ours, $"{what}: testssl says {theirs}, we say {ours}\n{report}");

    private static IEnumerable<string> Accepted(HostFacts facts, string id) => facts.Of(id)
        .Where(fact => fact.Value.StartsWith("accepted", StringComparison.Ordinal)).Select(fact => fact.Subject.Split('/')[1]);
}
