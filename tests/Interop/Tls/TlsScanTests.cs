using System.Globalization;
using System.Xml.Linq;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Tls;
using Sekimori.Survey;

namespace Sekimori.Interop.Tls;

/// <summary>Our hellos against `openssl s_server` in many set-ups, compared with sslscan.</summary>
[Trait("Peer", "sslscan")]
public sealed class TlsScanTests
{
    private const string Rsa = "-newkey rsa:2048 -days 90 -subj /CN=a -addext subjectAltName=IP:127.0.0.1 " +
        "-addext extendedKeyUsage=serverAuth";
    private const string Curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 90 -subj /CN=a";

    [Theory]
    [InlineData(Rsa, "-tls1_3"), InlineData(Rsa, "-tls1_2"), InlineData(Rsa, "-min_protocol TLSv1.2"),
        InlineData(Curve, "-min_protocol TLSv1.2")]
    [InlineData(Rsa, "-min_protocol TLSv1 -cipher ALL:eNULL:aNULL:@SECLEVEL=0")]
    [InlineData(Rsa, "-tls1_2 -cipher eNULL:ADH:@SECLEVEL=0"), InlineData(Rsa, "-tls1 -cipher ALL:@SECLEVEL=0")]
    [InlineData(Rsa, "-tls1_1 -cipher AES128-SHA:@SECLEVEL=0"), InlineData(Rsa, "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384")]
    [InlineData(Curve, "-min_protocol TLSv1 -cipher ECDHE-ECDSA-NULL-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")]
    public async Task Versions_and_families_are_those_that_sslscan_finds(string certificate, string server)
    {
        PeerProgram.Need("openssl", "openssl");
        PeerProgram.Need("sslscan", "sslscan");
        await using var peer = await OpensslServer.StartAsync(certificate, server);
        var facts = await AskAsync(peer.Port);
        var (_, output, _) = await PeerProgram.RunAsync("sslscan", ["--xml=-", "--no-colour", $"127.0.0.1:{peer.Port}"]);
        var theirs = XDocument.Parse(output).Descendants("ssltest").Single();
        var versions = theirs.Elements("protocol").Where(one => one.Attribute("enabled")!.Value == "1")
            .Select(one => one.Attribute("type")!.Value == "ssl" ? "SSL " + one.Attribute("version")!.Value : "TLS "
                + one.Attribute("version")!.Value);
        Assert.Equal(versions.Order(), Accepted(facts, FactId.TlsVersion).Order());
        var suites = theirs.Elements("cipher").Where(one => one.Attribute("sslversion")!.Value != "TLSv1.3")
            .Select(one => ushort.Parse(one.Attribute("id")!.Value.AsSpan(2), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture)).ToHashSet();
        Assert.Equal(SuiteFamily.Weak.Where(family => family.Suites.Any(suites.Contains)).Select(family => family.Name),
            Accepted(facts, FactId.TlsSuite));
    }

    [Theory]
    [InlineData("-newkey rsa:1024 -sha1 -days 10 -subj /CN=weak", "T05,T06,T07,T08,T09,T10")]
    [InlineData(Rsa, "T09"), InlineData("-newkey rsa:2048 -days 90 -subj /CN=127.0.0.1 -addext extendedKeyUsage=clientAuth", "T08,T09,T10")]
    [InlineData("-newkey rsa:2048 -days 90 -subj /CN=other -addext subjectAltName=DNS:other.example", "T08,T09,T10")]
    public async Task The_certificate_has_these_faults(string certificate, string expected)
    {
        PeerProgram.Need("openssl", "openssl");
        await using var peer = await OpensslServer.StartAsync(certificate, "-tls1_2 -cipher ALL:@SECLEVEL=0");
        Assert.Equal(expected, Faults(await AskAsync(peer.Port)));
    }

    [Fact]
    public async Task A_listener_with_TLS_1_3_alone_shows_its_certificate()
    {
        PeerProgram.Need("openssl", "openssl");
        await using var peer = await OpensslServer.StartAsync(Rsa, "-tls1_3");
        var facts = await AskAsync(peer.Port);
        Assert.Equal("RSA 2048", Assert.Single(facts.Of(FactId.CertificateKey)).Value);
        Assert.Equal("T09", Faults(facts));
    }

    private static string Faults(HostFacts facts) => string.Join(',', Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow))
        .Where(one => one.Outcome == Outcome.Fail).Select(one => one.Check.Id)
        .Where(id => id is "T04" or "T05" or "T06" or "T07" or "T08" or "T09" or "T10"));

    private static Task<HostFacts> AskAsync(int port) => new HostSurvey("127.0.0.1", new()
    {
        TlsPorts = [port], WithNeighbours = false, MapperPort = 1, HttpPort = 1, HttpsPort = 1,
    }).AskAsync(TestContext.Current.CancellationToken);

    private static IEnumerable<string> Accepted(HostFacts facts, string id) => facts.Of(id)
        .Where(fact => fact.Value.StartsWith("accepted", StringComparison.Ordinal)).Select(fact => fact.Subject.Split('/')[1]);
}
