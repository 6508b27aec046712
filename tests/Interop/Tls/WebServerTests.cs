using Sekimori.Posture.Evaluation;
using Sekimori.Survey;

namespace Sekimori.Interop.Tls;

/// <summary>
/// nginx, stunnel and haproxy with TLS: usual set-ups of today, and old ones. Nothing of them is WS-Management, and nothing is said to be.
/// </summary>
[Trait("Peer", "nginx")]
public sealed class WebServerTests
{
    [Theory]
    [InlineData("nginx", false), InlineData("nginx", true), InlineData("stunnel4", false), InlineData("stunnel4", true)]
    [InlineData("haproxy", false), InlineData("haproxy", true)]
    public async Task A_server_of_today_has_no_finding_of_TLS_and_an_old_one_has(string program, bool isOld)
    {
        await using var peer = await WebServer.StartAsync(program, isOld);
        var facts = await new HostSurvey("127.0.0.1", new()
        {
            TlsPorts = [peer.Port], MapperPort = 1, HttpPort = 1, HttpsPort = 1,
            NeighbourPort = asked => asked == 443 ? peer.Port : 1,
        }).AskAsync(TestContext.Current.CancellationToken);
        var outcomes = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).ToLookup(one => one.Check.Id);
        Assert.Equal(isOld ? Outcome.Fail : Outcome.Pass, Worst(outcomes["T01"]));
        Assert.Equal(isOld ? Outcome.Fail : Outcome.Pass, Worst(outcomes["T03"]));
        Assert.DoesNotContain(outcomes["E06"], one => one.Outcome == Outcome.Fail);
        Assert.DoesNotContain(outcomes["W06"], one => one.Outcome == Outcome.Fail);
    }

    private static Outcome Worst(IEnumerable<Finding> findings) =>
        findings.Any(one => one.Outcome == Outcome.Fail) ? Outcome.Fail : findings.First().Outcome;
}
