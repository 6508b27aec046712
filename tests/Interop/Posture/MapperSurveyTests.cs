using System.Text.RegularExpressions;
using Sekimori.Interop.Rpc;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Interop.Posture;

/// <summary>A Samba domain controller, asked without a logon; its endpoints compared with impacket's rpcdump.</summary>
[Trait("Peer", "samba")]
public sealed class MapperSurveyTests(SambaFixture fixture) : IClassFixture<SambaFixture>
{
    [Fact]
    public async Task Its_endpoints_are_those_that_rpcdump_lists()
    {
        fixture.Need();
        PeerProgram.Need("impacket-rpcdump", "python3-impacket");
        var facts = await AskAsync();
        var (_, output, _) = await PeerProgram.RunAsync("impacket-rpcdump", [SambaFixture.Address]);
        var theirs = new SortedSet<string>(StringComparer.Ordinal);
        var uuid = "";
        foreach (var line in output.Split('\n'))
        {
            if (Regex.Match(line, "UUID *: *([0-9A-Fa-f-]{36})") is { Success: true } id) uuid = id.Groups[1].Value.ToLowerInvariant();
            if (Regex.Match(line, @"ncacn_ip_tcp:[^\[]*\[(\d+)\]") is { Success: true } port) theirs.Add($"{port.Groups[1].Value}/{uuid}");
        }

        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, facts.Of(FactId.RpcEndpoint).Select(fact => fact.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_interfaces_let_through_at_level_none_what_Samba_lets_through()
    {
        fixture.Need();
        var facts = await AskAsync();
        // Samba: lsarpc decodes at none, drsuapi wants privacy. What is denied is denied before the decoder.
        Assert.Contains(facts.Of(FactId.RpcStub), fact => fact.Subject.EndsWith("12345778-1234-abcd-ef00-0123456789ab#0",
            StringComparison.Ordinal)
            && fact.Value == StubAnswer.Reachable);
        Assert.Contains(facts.Of(FactId.RpcStub), fact => fact.Subject.EndsWith("e3514235-4b06-11d1-ab04-00c04fc2dcd2#1",
            StringComparison.Ordinal)
            && fact.Value == StubAnswer.Denied);
        Assert.DoesNotContain(facts.Of(FactId.RpcStub), fact => fact.Value == "answered");
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow));
        foreach (var id in (string[])["E01", "E11", "R01", "R03", "R10"])
            Assert.Contains(findings, one => one.Check.Id == id && one.Outcome == Outcome.Fail);
    }

    private static Task<HostFacts> AskAsync() => new HostSurvey(SambaFixture.Address,
        new() { WithNeighbours = false, HttpPort = 1, HttpsPort = 1 })
        .AskAsync(TestContext.Current.CancellationToken);
}
