using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Tests.Posture.Evaluation;

/// <summary>Checks that are rows: every rule once failing and once passing. And what no other test has.</summary>
public sealed class EveryCheckTests
{
    public static TheoryData<string, int> Rules { get; } = [.. CheckCatalogue.All.SelectMany(check =>
        Enumerable.Range(0, check.Settings.Count).Select(at => (check.Id, at)))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_fails_once_and_passes_once_in_every_place_of_its_setting(string id, int at)
    {
        var rule = CheckCatalogue.Find(id)!.Settings[at];
        foreach (var (fact, place) in (IEnumerable<(string, string?)>)[(FactId.WinRm, rule.Setting.WinRm),
            (FactId.Registry, rule.Setting.Policy), (FactId.Registry, rule.Setting.Local)])
        {
            if (place is null) continue;
            Assert.Equal(Outcome.Pass, Outcomes(id, rule, (fact, place, Value(rule.Condition, isGood: true))));
            Assert.Equal(Outcome.Fail, Outcomes(id, rule, (fact, place, Value(rule.Condition, isGood: false))));
        }
    }

    [Theory]
    [InlineData("E05", "open", "47001/http", "401", "Fail"), InlineData("E05", "open", "47001/http", "404", "Pass")]
    [InlineData("E05", "closed", "", "", "Pass")]
    public void The_local_listener_is_a_finding_where_it_answers(string id, string port, string door, string status, string outcome)
    {
        var facts = new HostFacts("h");
        facts.Add(FactId.Port, "47001", port);
        if (door.Length > 0) facts.Add(FactId.WsManStatus, door, status);
        Assert.Equal(outcome, Assert.Single(Of(facts, id)).Outcome.ToString());
    }

    [Theory]
    [InlineData("open", "Pass"), InlineData("silent", "Fail")]
    public void A_port_of_the_mapper_behaves_as_the_mapper_or_is_a_finding(string state, string outcome)
    {
        var facts = new HostFacts("h");
        facts.Add(FactId.RpcMapper, "135", "1 endpoints");
        facts.Add(FactId.RpcEndpoint, "49664/12345778-1234-abcd-ef00-0123456789ac", "");
        facts.Add(FactId.Port, "49664", state);
        Assert.Equal(outcome, Assert.Single(Of(facts, "E07")).Outcome.ToString());
    }

    [Theory]
    [InlineData("G01", "policy", "policy.yaml", "none on a public address"), InlineData("G03", "policy mode", "enforce", "audit-only")]
    [InlineData("G04", "door wsman tls", "strict", "compatible"), InlineData("G05", "log", "on", "off")]
    [InlineData("G02", "policy check", "nothing", "line 3: 'a' can never match")]
    [InlineData("G07", "secrets", "wrapped", "file permissions only")]
    [InlineData("G09", "certificate T06", "good", "weak-key: RSA 1024"), InlineData("P04", "support .NET 10", "1970-01-02", "1969-12-31")]
    [InlineData("P04", "table patches.yml", "1969-12-01", "1969-01-01")]
    [InlineData("G06", "detection", "on", "off"), InlineData("G08", "lock", "after 10", "never on a public address")]
    public void A_setting_of_a_server_fails_once_and_passes_once(string id, string subject, string good, string bad)
    {
        foreach (var (value, outcome) in (IEnumerable<(string, Outcome)>)[(good, Outcome.Pass), (bad, Outcome.Fail)])
        {
            var facts = new HostFacts("self");
            facts.Add(new Fact(FactId.Self, subject, value, FactSource.Self));
            Assert.Equal(outcome, Assert.Single(Of(facts, id)).Outcome);
        }
    }

    [Theory]
    [InlineData("denied", null, "", "NotSeen", "Medium"), InlineData("denied", "denied", "", "Pass", "Medium")]
    [InlineData("denied", "privacy", "", "Fail", "Medium"), InlineData("reachable", null, "", "Fail", "Medium")]
    [InlineData("reachable", null, "domain controller", "Fail", "High"), InlineData("reachable", null, "client", "Fail", "Medium")]
    public void Who_can_make_a_host_log_on_elsewhere_decides(string stub, string? level, string role, string outcome, string severity)
    {
        const string spooler = "49664/12345678-1234-abcd-ef00-0123456789ab";
        var facts = new HostFacts("h");
        if (role.Length > 0) facts.Add(FactId.Role, "", role);
        facts.Add(FactId.RpcStub, spooler + "#65", stub);
        if (level is not null) facts.Add(new Fact(FactId.RpcLevel, spooler, level, FactSource.Logon));
        var finding = Assert.Single(Of(facts, "R05"));
        Assert.Equal((outcome, severity), (finding.Outcome.ToString(), finding.Severity.ToString()));
    }

    [Theory]
    [InlineData("3 endpoints", "5 interfaces", "Pass"), InlineData("denied", "5 interfaces", "NotSeen")]
    [InlineData("3 endpoints", "denied", "NotSeen")]
    public void What_no_port_serves_passes_only_where_every_port_was_read(string map, string management, string outcome)
    {
        var facts = new HostFacts("h");
        facts.Add(FactId.RpcMapper, "135", map);
        facts.Add(FactId.RpcManagement, "135", "5 interfaces");
        facts.Add(FactId.RpcManagement, "49664", management);
        foreach (var id in (string[])["R05", "R06"]) Assert.Equal(outcome, Assert.Single(Of(facts, id)).Outcome.ToString());
    }

    [Fact]
    public void A_host_whose_ports_are_silent_is_not_reached_although_its_name_has_an_address()
    {
        var facts = new HostFacts("h");
        facts.Add(FactId.Address, "", "192.0.2.1");
        facts.Add(FactId.Role, "", "server");
        facts.Add(FactId.Port, "135", PortState.Silent);
        Assert.False(facts.IsReached);
        facts.Add(FactId.Port, "5985", PortState.Closed);
        Assert.True(facts.IsReached);
    }

    [Fact]
    public void A_subscription_over_https_passes()
    {
        var facts = new HostFacts("h");
        facts.Add(new Fact(FactId.Registry, @"HKLM\SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager!1",
            "Server=https://collector:5986/wsman", FactSource.Offline));
        Assert.Equal(Outcome.Pass, Assert.Single(Of(facts, "W21")).Outcome);
    }

    private static Outcome Outcomes(string id, SettingRule rule, (string Id, string Subject, string Value) fact)
    {
        var facts = new HostFacts("h");
        facts.Add(new Fact(fact.Id, fact.Subject, fact.Value, FactSource.Offline));
        return Assert.Single(Of(facts, id), one => one.Subject == rule.Setting.Id).Outcome;
    }

    private static List<Finding> Of(HostFacts facts, string id) =>
        [.. Evaluator.Evaluate(facts, new(DateTimeOffset.UnixEpoch)).Where(one => one.Check.Id == id)];

    // A value on either side of the condition.
    private static string Value(Condition condition, bool isGood) => condition.Kind switch
    {
        ConditionKind.Is => isGood ? condition.Text : condition.Text == "1" ? "0" : "1",
        ConditionKind.IsNot => isGood ? condition.Text == "1" ? "0" : "1" : condition.Text,
        ConditionKind.Least => isGood ? condition.Text : $"{Condition.Number(condition.Text) - 1}",
        ConditionKind.Most => isGood ? condition.Text : $"{Condition.Number(condition.Text) + 1}",
        ConditionKind.Bits => isGood ? condition.Text : "0",
        _ => isGood ? "" : "x",
    };
}
