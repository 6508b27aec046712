using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Tests.Posture.Evaluation;

/// <summary>Checks of what an account may read; each once failing and once passing.</summary>
public sealed class LogonEvaluationTests
{
    private const string Version = @"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion!";

    private static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("A01", "group.members", "Administrators", "5: a, b, c, d, e", "Pass")]
    [InlineData("A01", "group.members", "Administrators", "6: a, b, c, d, e, f", "Fail")]
    [InlineData("A01", "group.members", "Administrators", "many", "Error")]
    [InlineData("A05", "account", "Administrator", "enabled, password expires, S-1-5-21-1-2-3-500", "Fail")]
    [InlineData("A05", "account", "Administrator", "disabled, password never expires, S-1-5-21-1-2-3-500", "Pass")]
    [InlineData("A05", "account", "svc", "enabled, password never expires, S-1-5-21-1-2-3-1001", "Fail")]
    [InlineData("A05", "account", "kei", "enabled, password expires, S-1-5-21-1-2-3-1500", "Pass")]
    [InlineData("P03", "os.updated", "KB1", "2026-10-15", "Pass")]
    [InlineData("P03", "os.updated", "KB1", "2026-10-14", "Fail")]
    [InlineData("P03", "os.updated", "KB1", "soon", "Error")]
    [InlineData("P01", "os.version", "", "6.3.9600", "Fail")]
    [InlineData("P01", "os.version", "", "10.0.20348", "Pass")]
    [InlineData("R04", "rpc.level", "49152/x", "integrity", "Pass"), InlineData("R04", "rpc.level", "49152/x", "connect", "Fail")]
    [InlineData("R04", "rpc.level", "49152/x", "denied", "Pass"), InlineData("R04", "rpc.level", "49152/x", "all", "Error")]
    [InlineData("R07", "rpc.read", "49152/samr/domains", "answered: 2 domains", "Fail")]
    [InlineData("R07", "rpc.read", "49152/lsarpc/names", "denied (0xc0000022)", "Pass")]
    [InlineData("R08", "rpc.read", "49152/netlogon/site", "answered", "Fail")]
    [InlineData("R08", "rpc.read", "49152/netlogon/site", "denied (0x00000005)", "Pass")]
    [InlineData("R09", "dcom.activation", "135", "class not registered", "Fail")]
    [InlineData("R09", "dcom.activation", "135", "denied", "Pass")]
    [InlineData("R12", "ntlm.v1", "135", "accepted", "Fail"), InlineData("R12", "ntlm.v1", "135", "refused", "Pass")]
    [InlineData("R14", "icpr.request", "49152", "answered 0x80070057", "Fail")]
    [InlineData("R14", "icpr.request", "49152", "denied", "Pass")]
    [InlineData("W12", "wsman.channel-binding", "5986/https", "strict", "Pass")]
    [InlineData("W12", "wsman.channel-binding", "5986/https", "none", "Fail")]
    public void A_fact_becomes_an_outcome(string id, string fact, string subject, string value, string outcome) =>
        Assert.Equal(outcome, Assert.Single(Evaluate(id, (fact, subject, value))).Outcome.ToString());

    [Theory]
    [InlineData("20348", "3806", "Fail,Fail"), InlineData("20348", "3807", "Pass,Fail"), InlineData("26100", "6899", "Pass,Pass")]
    [InlineData("99999", "1", "NotSeen"), InlineData("20348", "x", "Error")]
    public void A_patch_level_is_compared_with_the_first_fixed_build(string build, string revision, string outcomes) =>
        Assert.Equal(outcomes, string.Join(',', Evaluate("P02", (FactId.Registry, Version + "CurrentBuild", build),
            (FactId.Registry, Version + "UBR", revision)).Select(one => one.Outcome)));

    [Fact]
    public void Every_setting_of_a_file_can_be_seen_with_an_account()
    {
        foreach (var check in CheckCatalogue.All.Where(check => check.Settings.Count > 0))
            Assert.True(check.SeenBy.HasFlag(SeenBy.Logon), check.Id);
    }

    private static List<Finding> Evaluate(string id, params (string Id, string Subject, string Value)[] facts)
    {
        var host = new HostFacts("h");
        foreach (var (fact, subject, value) in facts) host.Add(new Fact(fact, subject, value, FactSource.Logon));
        return [.. Evaluator.Evaluate(host, new(Now)).Where(one => one.Check.Id == id)];
    }
}
