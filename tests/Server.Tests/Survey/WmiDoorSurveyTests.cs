using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Security.Credentials;
using Sekimori.Server.Tests.Client.Wmi;
using Sekimori.Survey;
using Sekimori.Survey.Logon;

namespace Sekimori.Server.Tests.Survey;

/// <summary>An audit with an account through our own server's WMI door, with the registry of a Windows host.</summary>
[Trait("Size", "Large")]
public sealed class WmiDoorSurveyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Every_check_of_the_registry_fails_on_a_weak_host_and_passes_on_a_good_one(bool isGood)
    {
        await using var host = await StartAsync(WindowsRegistry.Of(isGood));
        var facts = await AskAsync(host, Logon("Passw0rd"));
        Assert.Equal("accepted LAB\\alice", Assert.Single(facts.Of(FactId.Logon)).Value);
        Assert.Equal("135/wmi", facts.Of(FactId.Logon)[0].Subject);
        var wanted = isGood ? Outcome.Pass : Outcome.Fail;
        var findings = Evaluator.Evaluate(facts, new(Now)).ToLookup(one => one.Check.Id);
        var wrong = new List<string>();
        foreach (var (check, rule) in WindowsRegistry.Rules)
            if (findings[check.Id].FirstOrDefault(one => one.Subject == rule.Setting.Id)?.Outcome != wanted)
                wrong.Add($"{check.Id} {rule.Setting.Id}");
        foreach (var id in WindowsRegistry.Coded)
            if (findings[id].Any(one => one.Outcome != wanted && !(id == "P02" && one.Outcome == Outcome.NotSeen))) wrong.Add(id);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Classes_of_a_weak_host_become_findings_and_those_of_a_good_one_pass()
    {
        await using var weak = await StartAsync([], new WindowsHost("6.3.9600", "9/1/2026", 8, "SID-500 enabled", 0));
        await using var good = await StartAsync([], new WindowsHost("10.0.20348", "11/20/2026", 2, "", 0));
        foreach (var (host, wanted) in ((WmiHost, Outcome)[])[(weak, Outcome.Fail), (good, Outcome.Pass)])
        {
            var facts = await AskAsync(host, Logon("Passw0rd"));
            Assert.Empty(facts.Of(FactId.Trouble).Where(fact => fact.Subject == "135/wmi").Select(fact => fact.Value));
            var findings = Evaluator.Evaluate(facts, new(Now)).ToLookup(one => one.Check.Id);
            foreach (var id in (string[])["A01", "A05", "P01", "P03"])
                Assert.Contains(findings[id], one => one.Outcome == wanted);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_nothing_more_is_asked()
    {
        await using var host = await StartAsync([]);
        var facts = await AskAsync(host, Logon("wrong"));
        Assert.StartsWith("refused", Assert.Single(facts.Of(FactId.Logon)).Value, StringComparison.Ordinal);
        Assert.Empty(facts.Of(FactId.Registry));
        Assert.Empty(facts.Of(FactId.Activation));
    }

    [Theory]
    [InlineData(0u, "accepted"), InlineData(0x80070005u, "accepted")]
    public async Task A_host_that_lets_the_account_in_and_answers_nothing_ends_in_facts(uint login, string says)
    {
        await using var fake = await FakeWmi.StartAsync();
        fake.Login = _ => login;
        var facts = await new HostSurvey("127.0.0.1", new()
        {
            WithNeighbours = false, MapperPort = fake.Port, HttpPort = 1, HttpsPort = 1,
            Logon = Logon("Passw0rd") with { AllowFailedLogon = true },
        }).AskAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(says, Assert.Single(facts.Of(FactId.Logon)).Value, StringComparison.Ordinal);
        Assert.Empty(facts.Of(FactId.Registry));
        // What was let in is asked, and each question fails on its own; what was not is left alone.
        Assert.Equal(login == 0, facts.Of(FactId.Trouble).Any(fact => fact.Value.StartsWith("registry:", StringComparison.Ordinal)));
        Assert.All(Evaluator.Evaluate(facts, new(Now)).Where(one => one.Check.Id is "P02" or "A01" or "A03"),
            one => Assert.Equal(Outcome.NotSeen, one.Outcome));
    }

    [Fact]
    public async Task Auto_takes_WMI_only_where_no_port_of_WS_Management_is_open()
    {
        await using var host = await StartAsync([]);
        var facts = await AskAsync(host, Logon("Passw0rd") with { Door = LogonDoorChoice.Auto });
        Assert.StartsWith("accepted", Assert.Single(facts.Of(FactId.Logon)).Value, StringComparison.Ordinal);
        // A port that accepts connections and says nothing is WS-Management's all the same.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var other = await new HostSurvey("127.0.0.1", Options(host, Logon("Passw0rd") with { Door = LogonDoorChoice.Auto }) with
        {
            HttpPort = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port,
            AnswerTimeout = TimeSpan.FromMilliseconds(300),
            HostTimeout = TimeSpan.FromSeconds(20),
        }).AskAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(other.Of(FactId.Logon), fact => fact.Value.StartsWith("accepted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ProtectionLevel.Connect, "class not registered", "Fail")]
    [InlineData(ProtectionLevel.Integrity, "denied", "Pass")]
    public async Task Activation_at_level_connect_is_seen(ProtectionLevel least, string answer, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        await using var host = await StartAsync([], least: least);
        var facts = await AskAsync(host, Logon("Passw0rd"));
        Assert.Equal(answer, Assert.Single(facts.Of(FactId.Activation)).Value);
        Assert.Contains(Evaluator.Evaluate(facts, new(Now)), one => one.Check.Id == "R09" && one.Outcome == outcome);
    }

    [Theory]
    [InlineData(true, "Fail"), InlineData(false, "Pass")]
    public async Task Names_and_addresses_are_told_or_not(bool isNamed, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        await using var host = await StartAsync([], isNamed: isNamed);
        Assert.Equal(outcome, Assert.Single(Evaluator.Evaluate(await AskAsync(host, Logon("Passw0rd")), new(Now)),
            one => one.Check.Id == "E10").Outcome);
    }

    [Fact]
    public async Task Readers_of_our_own_namespaces_are_more_than_administrators_and_a_strict_list_passes()
    {
        await using var open = await StartAsync([]);
        Assert.Contains(Evaluator.Evaluate(await AskAsync(open, Logon("Passw0rd")), new(Now)), one => one is
        {
            Check.Id: "A03",
            Outcome: Outcome.Fail
        });
        await using var strict = await StartAsync([], security: new StrictNamespace());
        Assert.Contains(Evaluator.Evaluate(await AskAsync(strict, Logon("Passw0rd")), new(Now)), one => one is
        {
            Check.Id: "A03",
            Outcome: Outcome.Pass
        });
    }

    [Fact]
    public async Task An_account_that_has_failed_before_is_not_made_to_fail_again()
    {
        await using var host = await StartAsync([], new WindowsHost("10.0.20348", "11/20/2026", 2, "", 3));
        var facts = await AskAsync(host, Logon("Passw0rd") with { AllowFailedLogon = true });
        Assert.Equal("3", Assert.Single(facts.Of(FactId.FailedLogons)).Value);
        Assert.Empty(facts.Of(FactId.OldNtlm));
        Assert.Contains(facts.Of(FactId.Trouble), fact => fact.Value.Contains("3 failed logons already", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NTLMv1_is_refused_by_our_server()
    {
        await using var host = await StartAsync([], new WindowsHost("10.0.20348", "11/20/2026", 2, "", 0));
        var facts = await AskAsync(host, Logon("Passw0rd") with { AllowFailedLogon = true });
        Assert.Equal("refused", Assert.Single(facts.Of(FactId.OldNtlm)).Value);
        Assert.Contains(Evaluator.Evaluate(facts, new(Now)), one => one is { Check.Id: "R12", Subject: "135", Outcome: Outcome.Pass });
    }

    internal static async Task<WmiHost> StartAsync(
        Dictionary<string, IReadOnlyDictionary<string, object>> registry, WindowsHost? windows = null,
        ProtectionLevel least = ProtectionLevel.Integrity, bool isNamed = true, StrictNamespace? security = null)
    {
        var builder = new ObjectManagerBuilder { Host = "host" }.Add("root/default", new RegistryProvider(registry));
        windows?.AddTo(builder);
        if (security is null) builder.AddSystem();
        else builder.Add("root/cimv2", security).Add("root/default", security);
        return await WmiHost.StartAsync(builder.Build(), role: Role.Administrator, least: least, isNamed: isNamed);
    }

    internal static LogonOptions Logon(string password) =>
        new(@"LAB\alice", new PasswordCredential("alice", "LAB", password)) { Door = LogonDoorChoice.Wmi };

    internal static SurveyOptions Options(WmiHost host, LogonOptions logon) => new()
    {
        WithNeighbours = false, MapperPort = host.End.Port, HttpPort = 1, HttpsPort = 1, Logon = logon,
    };

    private static Task<HostFacts> AskAsync(WmiHost host, LogonOptions logon) =>
        new HostSurvey("127.0.0.1", Options(host, logon)).AskAsync(TestContext.Current.CancellationToken);
}
