using System.Globalization;
using Sekimori.Detection.Correlations;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests;

/// <summary>Rules for Windows events: what follows sources, what fields are called, what filters cover, what can never match.</summary>
public class WindowsRuleTests
{
    [Theory]
    [InlineData("service: appxdeployment-server", "Microsoft-Windows-AppXDeploymentServer/Operational", "400")]
    [InlineData("service: msexchange-management", "MSExchange Management", "1")]
    [InlineData("service: iis-configuration", "Microsoft-IIS-Configuration/Operational", "29")]
    [InlineData("service: capi2", "Microsoft-Windows-CAPI2/Operational", "70")]
    [InlineData("service: openssh", "OpenSSH/Operational", "4")]
    [InlineData("service: security-mitigations", "Microsoft-Windows-Security-Mitigations/User Mode", "11")]
    [InlineData("category: file_access", "Microsoft-Windows-Kernel-File/Analytic", "12")]
    [InlineData("category: ps_classic_script", "Windows PowerShell", "800")]
    [InlineData("category: file_delete_detected", "Microsoft-Windows-Sysmon/Operational", "26")]
    [InlineData("category: registry_set", "Security", "4657")]
    public void A_source_of_the_taxonomy_stands_for_its_channel(string source, string channel, string id)
    {
        var set = Read(Rule(source, $"EventID: {id}"));
        Assert.Empty(set.Findings);
        Assert.True(set.Rules[0].IsMatch(Event(("Channel", channel), ("EventID", id))));
        Assert.False(set.Rules[0].IsMatch(Event(("Channel", "Somewhere else"), ("EventID", id))));
    }

    [Theory]
    [InlineData("service: no-such-service", "'no-such-service' has no channel of Windows")]
    [InlineData("category: no_such_category", "'no_such_category' has no events")]
    [InlineData("category: ps_script, service: security", "in a channel of service 'security'")]
    [InlineData("product: linux, service: auditd", "product 'linux' are not supported")]
    [InlineData("product: zeek, service: dns", "not 'dns'")]
    [InlineData("product: sekimori, category: rcp", "no category 'rcp'")]
    public void A_source_that_stands_for_nothing_is_a_finding_with_its_place(string source, string message)
    {
        var finding = Assert.Single(Read(Rule(source, "EventID: 1")).Findings);
        Assert.Equal((true, 3L), (finding.IsDead, finding.Line));
        Assert.Contains(message, finding.Message);
    }

    [Fact]
    public void A_condition_that_nothing_can_fulfil_is_a_finding_and_a_placeholder_behind_not_is_none_of_these()
    {
        var dead = Read(Rule("service: security", "User|expand: '%Admins%'")).Findings;
        Assert.Equal([(6L, false), (7L, true)], dead.Select(finding => (finding.Line, finding.IsDead)));
        var alive =
            Read(
            "title: t\nid: 1\nlogsource: { product: windows, service: security }\ndetection:\n  a: { EventID: 1 }\n  b: { 'User|expand': " +
            "'%Admins%' }\n  condition: a and not b\n");
        Assert.False(Assert.Single(alive.Findings).IsDead);
        Assert.True(alive.Rules[0].IsMatch(Event(("Channel", "Security"), ("EventID", "1"))));
    }

    [Fact]
    public void A_field_that_observations_do_not_have_is_a_finding() =>
        Assert.Contains("no field 'opnumm'", Assert.Single(Read(Rule("product: sekimori, category: rpc", "opnumm: 3")).Findings).Message);

    [Theory]
    [InlineData("product: windows", "any", true)]
    [InlineData("product: windows, category: process_creation", "any", true)]
    [InlineData("category: process_creation", "any", true)]
    [InlineData("product: windows, service: security", "any", false)]
    [InlineData("product: windows, category: process_creation", "[1]", true)]
    [InlineData("product: windows, category: process_creation", "1", true)]
    [InlineData("product: windows, category: process_creation", "[2]", false)]
    public void A_filter_is_for_rules_of_its_source_and_of_narrower_ones(string source, string rules, bool isApplied)
    {
        var set = Read(Rule("category: process_creation", "Image|endswith: '\\a.exe'")
            + $"---\ntitle: f\nlogsource: {{ {source} }}\nfilter:\n  rules: {rules}\n  known:\n    User|startswith: adm_\n  condition: " +
            $"not known\n");
        Assert.NotEqual(
            isApplied, set.Rules[0].IsMatch(
            Event(("Channel", "Microsoft-Windows-Sysmon/Operational"), ("EventID", "1"), ("Image", @"C:\a.exe"), ("User", "adm_x"))));
        Assert.True(
            set.Rules[0].IsMatch(
            Event(("Channel", "Microsoft-Windows-Sysmon/Operational"), ("EventID", "1"), ("Image", @"C:\a.exe"), ("User", "bob"))));
        if (rules == "[2]") Assert.Contains("names an unknown rule: '2'", Assert.Single(set.Findings).Message);
        else Assert.Empty(set.Findings);
    }

    [Theory]
    [InlineData("category: process_creation",
        "{ Image|endswith: '\\evil.exe', ProcessId: 4660, ParentProcessId: '0x10', ParentImage|endswith: '\\cmd.exe', User: 'LAB\\bob', " +
        "IntegrityLevel: High }", true)]
    [InlineData("category: process_creation", "{ ProcessId: '0x10' }", false)]
    [InlineData("service: security", "{ EventID: 4688, ProcessId: '0x10', NewProcessId: '0x1234' }", true)]
    public void A_process_of_the_security_log_has_the_fields_of_its_category(string source, string line, bool isMatch)
    {
        var process = Event(("Channel", "Security"), ("EventID", "4688"), ("NewProcessName", @"C:\evil.exe"), ("NewProcessId", "0x1234"),
            ("ProcessId", "0x10"),
            ("ParentProcessName", @"C:\cmd.exe"), ("SubjectUserName", "bob"), ("SubjectDomainName", "LAB"), ("TargetUserName", "-"),
            ("MandatoryLabel", "S-1-16-12288"));
        Assert.Equal(isMatch, Read(Rule(source, "", line)).Rules[0].IsMatch(process));
    }

    [Fact]
    public void Connections_and_changes_of_the_registry_have_them_too()
    {
        var connection = Event(("Channel", "Security"), ("EventID", "5156"), ("Application", @"\device\harddiskvolume1\a.exe"),
            ("Direction", "%%14593"), ("SourceAddress", "10.0.0.1"),
            ("DestAddress", "192.0.2.1"), ("DestPort", "445"), ("Protocol", "6"));
        Assert.True(
            Read(
            Rule("category: network_connection", "",
            "{ Image|endswith: '\\a.exe', Initiated: 'true', DestinationIp: 192.0.2.1, DestinationPort: 445, SourceIp: 10.0.0.1, " +
            "Protocol: tcp }"))
            .Rules[0].IsMatch(connection));
        var change = Event(("Channel", "Security"), ("EventID", "4657"), ("ObjectName", @"\REGISTRY\MACHINE\SOFTWARE\Run"),
            ("ObjectValueName", "x"), ("NewValue", "1"), ("NewValueType", "%%1876"),
            ("OperationType", "%%1905"), ("ProcessName", @"C:\reg.exe"));
        Assert.True(
            Read(
            Rule("category: registry_set", "",
            "{ TargetObject: 'HKLM\\SOFTWARE\\Run\\x', Details: 'DWORD (0x00000001)', EventType: SetValue, Image|endswith: reg.exe }"))
            .Rules[0].IsMatch(change));
        Assert.False(Read(Rule("category: registry_delete", "EventID: 4657")).Rules[0].IsMatch(change));
    }

    [Fact]
    public void An_event_without_the_field_is_no_value_of_a_count()
    {
        var set = Read(Rule("service: security", "EventID: 1", name: "one")
            + "---\ntitle: c\nid: 9\ncorrelation:\n  type: value_count\n  rules: [one]\n  timespan: 5m\n  group-by: [Host]\n  condition: " +
            "{ field: User, gte: 2 }\n");
        var alerts = new CaptureAlertTests.Collector();
        var engine = new DetectionEngine(set, alerts);
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        engine.OnEvent(
            Event(("Channel", "Security"), ("EventID", "1"), ("Host", "h"), ("User", "bob"),
            ("time", time.ToString("O", CultureInfo.InvariantCulture))));
        engine.OnEvent(
            Event(("Channel", "Security"), ("EventID", "1"), ("Host", "h"), ("time", time.ToString("O", CultureInfo.InvariantCulture))));
        Assert.Equal(0, engine.AlertCount);
        engine.OnEvent(
            Event(("Channel", "Security"), ("EventID", "1"), ("Host", "h"), ("User", "eve"),
            ("time", time.ToString("O", CultureInfo.InvariantCulture))));
        Assert.Equal(1, engine.AlertCount);
    }

    private static RuleSet Read(string text) => RuleSet.Read([("r.yml", text)]);

    private static string Rule(string source, string line, string? map = null, string name = "a_rule") =>
        $"title: t\nid: 1\nlogsource: {{ " +
        $"{(source.Contains("product", StringComparison.Ordinal) ? source : "product: windows, " + source)} }}\ndetection:\n"
        + $"{(map is null ? $"  selection:\n    {line}" : $"  selection: {map}")}\n  condition: selection\nname: {name}\n";

    private static RecordView Event(params (string Name, string Value)[] fields)
    {
        var record = new RecordView();
        foreach (var (name, value) in fields) record.Add(name, value);
        WindowsNames.Complete(record);
        return record;
    }
}
