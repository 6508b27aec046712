using Sekimori.Interop.WsMan;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Interop.Posture;

/// <summary>Our own WS-Management server, asked without a logon; its schemes compared with what curl is offered.</summary>
[Trait("Peer", "curl")]
public sealed class SchemeSurveyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task The_schemes_are_those_that_curl_is_offered(bool isTls)
    {
        PeerProgram.Need("curl", "curl");
        var door = isTls ? fixture.Server.Https : fixture.Server.Http;
        var (_, output, _) = await PeerProgram.RunAsync("curl", ["-k", "-s", "-o", "/dev/null", "-D", "-", "-d", "", door.ToString()]);
        var theirs = output.Split('\n').Where(line => line.StartsWith("WWW-Authenticate:", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.Split(':', 2)[1].Trim().Split(' ')[0]);
        var facts = await AskAsync();
        Assert.Equal(string.Join(", ", theirs), facts.Find(FactId.WsManSchemes, isTls ? "5986/https" : "5985/http")?.Value);
    }

    [Fact]
    public async Task A_server_with_its_defaults_has_no_high_finding_and_names_itself()
    {
        var facts = await AskAsync();
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow));
        var failed = findings.Where(one => one.Outcome == Outcome.Fail).Select(one => one.Check.Id).ToList();
        Assert.Empty(failed.Intersect(["W01", "W04", "W05", "W06", "W08", "T01", "T02"]));
        Assert.Contains(findings, one => one.Check.Id == "E11" && one.Outcome == Outcome.Fail);
        Assert.All(findings.Where(one => one.Check.Id == "W07"), one => Assert.Equal(Outcome.Pass, one.Outcome));
        Assert.All(findings.Where(one => one.Check.Id == "W06"), one => Assert.Equal(Outcome.Pass, one.Outcome));
    }

    private Task<HostFacts> AskAsync() => new HostSurvey(fixture.Server.Http.Host, new()
    {
        WithNeighbours = false, MapperPort = 1, HttpPort = fixture.Server.Http.Port, HttpsPort = fixture.Server.Https.Port,
    }).AskAsync(TestContext.Current.CancellationToken);
}
