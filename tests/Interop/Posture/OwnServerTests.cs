using Sekimori.Interop.WsMan;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Security.Credentials;
using Sekimori.Survey;
using Sekimori.Survey.Logon;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.Posture;

/// <summary>Our own WS-Management server with weak settings and with strict ones, asked without a logon and with one.</summary>
[Trait("Peer", "ours")]
public sealed class OwnServerTests
{
    private static readonly WsManSettings Weak = new()
    {
        AllowUnencrypted = true, Basic = true, Digest = true, CredSsp = true, CbtHardeningLevel = "None",
        MaxConcurrentOperationsPerUser = 100_000, MaxTimeoutMs = 3_600_000,
    };

    private static readonly WsManSettings Strict = new()
    {
        Basic = false, CbtHardeningLevel = "Strict", MaxTimeoutMs = 60_000,
    };

    [Fact]
    public async Task A_weak_server_has_the_findings_of_its_schemes_and_doors()
    {
        await using var server = await WsManTestServer.StartAsync(Weak);
        var outcomes = Outcomes(await AskAsync(server, null));
        foreach (var id in (string[])["E03", "E04", "E11", "W01", "W02", "W04", "W05", "W11"])
            Assert.Contains(outcomes[id], one => one.Outcome == Outcome.Fail);
    }

    [Fact]
    public async Task A_strict_server_passes_them_and_closed_ports_pass()
    {
        await using var server = await WsManTestServer.StartAsync(Strict);
        var outcomes = Outcomes(await AskAsync(server, null));
        foreach (var id in (string[])["E01", "W01", "W02", "W04", "W05", "W06", "W07"])
        {
            Assert.Contains(outcomes[id], one => one.Outcome == Outcome.Pass);
            Assert.DoesNotContain(outcomes[id], one => one.Outcome == Outcome.Fail);
        }

        var closed = Outcomes(await AskAsync(server, null, withHttp: false, withHttps: false));
        Assert.Equal(Outcome.Pass, Assert.Single(closed["E03"]).Outcome);
        Assert.Equal(Outcome.Pass, Assert.Single(closed["E04"]).Outcome);
    }

    [Fact]
    public async Task A_server_that_does_not_offer_Negotiate_offers_no_NTLM()
    {
        await using var server = await WsManTestServer.StartAsync(new WsManSettings
        {
            Basic = false, Negotiate = false, Kerberos = false, Digest = true,
        });
        Assert.All(Outcomes(await AskAsync(server, null))["W11"], one => Assert.Equal(Outcome.Pass, one.Outcome));
    }

    [Fact]
    public async Task Its_configuration_decides_for_an_account()
    {
        await using var weak = await WsManTestServer.StartAsync(Weak);
        await using var good = await WsManTestServer.StartAsync(new WsManSettings { Basic = false, CbtHardeningLevel = "Strict" });
        foreach (var (server, wanted) in ((WsManTestServer, Outcome)[])[(weak, Outcome.Fail), (good, Outcome.Pass)])
        {
            var outcomes = Outcomes(await AskAsync(server, new("admin", new PasswordCredential("admin", "", WsManTestServer.Password))
            {
                Trust = new() { Anyone = true }, ReadsClasses = false,
            }));
            foreach (var id in (string[])["W01", "W03", "W05", "W12", "W19"])
                Assert.Contains(outcomes[id], one => one.Outcome == wanted);
        }
    }

    private static ILookup<string, Finding> Outcomes(HostFacts facts) =>
        Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).ToLookup(one => one.Check.Id);

    private static Task<HostFacts> AskAsync(WsManTestServer server, LogonOptions? logon, bool withHttp = true, bool withHttps = true) =>
        new HostSurvey("127.0.0.1", new()
        {
            WithNeighbours = false, MapperPort = 1, HttpPort = withHttp ? server.Http.Port : 1,
            HttpsPort = withHttps ? server.Https.Port : 1, Logon = logon,
        }).AskAsync(TestContext.Current.CancellationToken);
}
