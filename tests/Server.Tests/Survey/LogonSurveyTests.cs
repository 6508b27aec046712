using System.Xml.Linq;
using Sekimori.Client.WsMan;
using Sekimori.Interop.WsMan;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Security.Credentials;
using Sekimori.Survey;
using Sekimori.Survey.Logon;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.Survey;

/// <summary>An audit with an account, against our own server with a registry of Windows.</summary>
[Trait("Size", "Large")]
public sealed class LogonSurveyTests
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, object>> Registry = new(StringComparer.OrdinalIgnoreCase)
    {
        [@"SYSTEM\CurrentControlSet\Control\Lsa"] = Values(("LmCompatibilityLevel", 1u), ("Other", "x")),
        [@"SOFTWARE\Microsoft\Windows NT\CurrentVersion"] = Values(("CurrentBuild", "20348"), ("UBR", 3000u)),
        [@"SOFTWARE\Policies\Microsoft\Windows\WinRM\Client"] = Values(("AllowBasic", 1u)),
        [@"SYSTEM\CurrentControlSet\Services\Netlogon\Parameters"] = Values(("RequireSignOrSeal", 1u),
            ("VulnerableChannelAllowList", (string[])["a", "b"])),
        [@"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules"] =
            Values(("Rule-1", "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5985|Name=WinRM|")),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_registry_build_and_firewall_rules_become_findings_with_one_logon()
    {
        await using var server = await StartAsync();
        var facts = await AskAsync(server, "admin");
        Assert.Equal("accepted admin", Assert.Single(facts.Of(FactId.Logon)).Value);
        Assert.Equal("1", facts.Find(FactId.Registry, @"HKLM\SYSTEM\CurrentControlSet\Control\Lsa!LmCompatibilityLevel")?.Value);
        Assert.Null(facts.Find(FactId.Registry, @"HKLM\SYSTEM\CurrentControlSet\Control\Lsa!Other"));
        Assert.Equal("a,b", facts.Find(FactId.Registry,
            @"HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters!VulnerableChannelAllowList")?.Value);
        Assert.Equal("false", facts.Find(FactId.WinRm, "Service/AllowUnencrypted")?.Value, ignoreCase: true);
        Assert.NotEmpty(facts.Of(FactId.OsVersion));
        Assert.NotEmpty(facts.Of(FactId.Account));
        Assert.All(facts.Of(FactId.WinRm), fact => Assert.Equal(FactSource.Logon, fact.Source));
        var outcomes = Evaluator.Evaluate(facts, new(new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero))).ToLookup(one => one.Check.Id);
        foreach (var failed in (string[])["R12", "P02", "W14", "E08", "R15"])
            Assert.Contains(outcomes[failed], one => one.Outcome == Outcome.Fail);
        Assert.Contains(outcomes["R15"], one => one.Outcome == Outcome.Pass);
        Assert.Contains(outcomes["W03"], one => one.Outcome == Outcome.Pass);
        Assert.DoesNotContain(outcomes["W12"], one => one.Outcome == Outcome.NotSeen);
    }

    [Fact]
    public async Task Who_is_no_administrator_sees_less_and_nothing_fails()
    {
        await using var server = await StartAsync();
        var facts = await AskAsync(server, Logon("reader", WsManTestServer.Password) with { ReadsClasses = false });
        Assert.StartsWith("accepted", Assert.Single(facts.Of(FactId.Logon)).Value, StringComparison.Ordinal);
        Assert.Empty(facts.Of(FactId.Registry));
        Assert.Contains(facts.Of(FactId.Trouble), fact => fact.Value.StartsWith("registry:", StringComparison.Ordinal));
        Assert.All(Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).Where(one => one.Check.Id is "R12" or "P02"),
            one => Assert.Equal(Outcome.NotSeen, one.Outcome));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_in_a_run_and_not_on_other_hosts()
    {
        await using var server = await StartAsync();
        var logon = Logon("admin", "wrong");
        var facts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(server, logon)));
        var values = facts.Select(one => Assert.Single(one.Of(FactId.Logon)).Value).ToList();
        Assert.Single(values, value => value.StartsWith("refused", StringComparison.Ordinal));
        Assert.Equal(5, values.Count(value => value.StartsWith("not tried: 127.0.0.1 refused", StringComparison.Ordinal)));
        Assert.All(facts, one => Assert.Empty(one.Of(FactId.WinRm)));
    }

    [Theory]
    [InlineData("None", "none"), InlineData("Relaxed", "relaxed"), InlineData("Strict", "strict")]
    public async Task Channel_binding_is_measured_where_a_failed_logon_is_allowed(string level, string seen)
    {
        await using var server = await StartAsync(new WsManSettings { CbtHardeningLevel = level });
        var logon = Logon("admin", WsManTestServer.Password) with { ReadsClasses = false };
        var facts = await AskAsync(server, logon with { AllowFailedLogon = true }, withHttp: false);
        Assert.Empty(facts.Of(FactId.OsVersion));
        Assert.Equal(seen, Assert.Single(facts.Of(FactId.ChannelBinding)).Value);
        var without = await AskAsync(server, logon, withHttp: false);
        Assert.Empty(without.Of(FactId.ChannelBinding));
        var outcome = Assert.Single(Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)), one => one.Check.Id == "W12").Outcome;
        Assert.Equal(seen == "strict" ? Outcome.Pass : Outcome.Fail, outcome);
    }

    [Fact]
    public async Task An_account_bears_two_failed_logons_in_a_run_and_no_more()
    {
        await using var server = await StartAsync(new WsManSettings { CbtHardeningLevel = "Strict" });
        var logon = Logon("admin", WsManTestServer.Password) with { AllowFailedLogon = true, ReadsClasses = false };
        for (var host = 0; host < LogonGate.MaxFailures; host++)
            Assert.Equal("strict", Assert.Single((await AskAsync(server, logon, withHttp: false)).Of(FactId.ChannelBinding)).Value);
        var last = await AskAsync(server, logon, withHttp: false);
        Assert.Empty(last.Of(FactId.ChannelBinding));
        Assert.Contains(last.Of(FactId.Trouble), fact => fact.Value.Contains("failed logons", StringComparison.Ordinal));
    }

    // [DSP0227] 6.2.3: a reference as Windows writes it; and a path in text.
    [Theory]
    [InlineData("<r xmlns:a='u' xmlns:w='v'><PartComponent><a:Address/><a:ReferenceParameters><w:ResourceURI>"
        + "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Group</w:ResourceURI>"
        + "<w:SelectorSet><w:Selector Name='Domain'>LAB</w:Selector>"
        + "<w:Selector Name='Name'>Domain Admins</w:Selector></w:SelectorSet></a:ReferenceParameters></PartComponent></r>", true,
        "LAB", "Domain Admins")]
    [InlineData("<r><PartComponent>\\\\H\\root\\cimv2:Win32_UserAccount.Domain=\"H\",Name=\"kei\"</PartComponent></r>", false, "H", "kei")]
    [InlineData("<r/>", false, "", "")]
    public void A_member_of_a_group_is_read_from_a_reference(string xml, bool isGroup, string domain, string name) =>
        Assert.Equal((isGroup, (domain, name)), CimReading.Member(DoorRow.Of(XElement.Parse(xml))));

    private static IReadOnlyDictionary<string, object> Values(params (string Name, object Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.OrdinalIgnoreCase);

    private static Task<WsManTestServer> StartAsync(WsManSettings? settings = null) => WsManTestServer.StartAsync(settings,
        logon: new WsManTestLogon
        {
            Objects = objects => objects.Add("root/default", new RegistryProvider(Registry)),
        });

    private static LogonOptions Logon(string user, string password) =>
        new(user, PasswordCredential.Parse(user, password)) { Trust = new WsManTrust { Anyone = true } };

    private static Task<HostFacts> AskAsync(WsManTestServer server, string user) =>
        AskAsync(server, Logon(user, WsManTestServer.Password));

    private static Task<HostFacts> AskAsync(WsManTestServer server, LogonOptions logon, bool withHttp = true) =>
        new HostSurvey("127.0.0.1", new SurveyOptions
        {
            WithNeighbours = false, MapperPort = 1, HttpPort = withHttp ? server.Http.Port : 1, HttpsPort = server.Https.Port,
            Logon = logon,
        }).AskAsync(Token);
}
