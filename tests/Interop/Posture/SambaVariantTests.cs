using System.Text.Json;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Security.Credentials;
using Sekimori.Survey;
using Sekimori.Survey.Logon;

namespace Sekimori.Interop.Posture;

/// <summary>A second Samba in set-ups that let checks of RPC fail and pass.</summary>
[Trait("Peer", "samba")]
public sealed class SambaVariantTests(SecondSamba samba) : IClassFixture<SecondSamba>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("restrict anonymous = 0"), InlineData("restrict anonymous = 2")]
    public async Task Domains_are_read_without_a_logon_names_are_not_and_the_locator_answers(string setting)
    {
        await samba.StartAsync(setting);
        var facts = await AskAsync(null);
        Assert.Equal("answered: 2 domains", Read(facts, "samr/domains"));
        // An AD DC of Samba denies this to callers without a logon, whatever `restrict anonymous` says.
        Assert.StartsWith("denied", Read(facts, "lsarpc/names"), StringComparison.Ordinal);
        AssertOutcome(facts, "R07", Outcome.Fail, "samr");
        AssertOutcome(facts, "R07", Outcome.Pass, "lsarpc");
        AssertOutcome(facts, "R08", Outcome.Fail, "site");
        AssertOutcome(facts, "R08", Outcome.Fail, "controller");
    }

    [Theory]
    [InlineData(false, "packet"), InlineData(true, "connect")]
    public async Task The_least_level_of_an_interface_is_that_of_the_setting(bool isWeak, string level)
    {
        await samba.StartAsync(isWeak ? ["allow dcerpc auth level connect:samr = yes"] : []);
        var facts = await AskAsync(Logon() with { AsksLevels = true, ReadsClasses = false });
        Assert.Equal(level, Level(facts, "12345778-1234-abcd-ef00-0123456789ac"));
        AssertOutcome(facts, "R04", isWeak ? Outcome.Fail : Outcome.Pass, "12345778-1234-abcd-ef00-0123456789ac");
        // Samba demands encryption for replication, whatever the setting.
        Assert.Equal("privacy", Level(facts, "e3514235-4b06-11d1-ab04-00c04fc2dcd2"));
    }

    [Theory]
    [InlineData("ntlmv1-permitted", "accepted", "Fail"), InlineData("ntlmv2-only", "refused", "Pass")]
    public async Task An_NTLMv1_logon_is_let_in_where_the_setting_permits_it(string setting, string answer, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        await samba.StartAsync($"ntlm auth = {setting}");
        var facts = await AskAsync(Logon() with { AllowFailedLogon = true, ReadsClasses = false });
        Assert.Equal(answer, Assert.Single(facts.Of(FactId.OldNtlm)).Value);
        AssertOutcome(facts, "R12", outcome);
        Assert.Equal(outcome == Outcome.Pass ? 1 : 0, FailedLogons().Count);
    }

    [Fact]
    public async Task A_full_run_with_an_account_leaves_no_failed_logon()
    {
        await samba.StartAsync("ntlm auth = ntlmv2-only");
        var facts = await AskAsync(Logon() with { AsksLevels = true });
        Assert.NotEmpty(facts.Of(FactId.RpcLevel));
        Assert.Empty(facts.Of(FactId.OldNtlm));
        Assert.Empty(FailedLogons());
    }

    // What a controller demands of members' secure channels shows only to a computer's account: it is not seen, and never a pass.
    [Theory]
    [InlineData("yes"), InlineData("no")]
    public async Task What_is_demanded_of_secure_channels_is_not_seen_from_outside(string setting)
    {
        await samba.StartAsync($"server schannel = {setting}", "ntlm auth = ntlmv2-only");
        var facts = await AskAsync(Logon() with { AsksLevels = true, ReadsClasses = false });
        // Netlogon was asked: it answers this account at the same level either way.
        Assert.Equal("packet", Level(facts, AnonymousReads.Netlogon.ToString()));
        Assert.All(Findings(facts, "R15"), one => Assert.Equal(Outcome.NotSeen, one.Outcome));
        Assert.Empty(FailedLogons());
    }

    [Theory]
    [InlineData("sekimori-audit"), InlineData("soc7"), InlineData("")]
    public async Task The_hosts_log_shows_the_workstation_of_every_logon(string workstation)
    {
        await samba.StartAsync("ntlm auth = ntlmv1-permitted");
        var credential = PasswordCredential.Parse($@"{SecondSamba.Domain}\Administrator", SecondSamba.Password, workstation);
        await AskAsync(new("Administrator", credential) { AllowFailedLogon = true, AsksLevels = true, ReadsClasses = false });
        var logons = Logons();
        Assert.NotEmpty(logons);
        Assert.All(logons, one => Assert.Equal(workstation, one.GetProperty("workstation").GetString() ?? ""));
        Assert.Contains(logons, one => one.GetProperty("passwordType").GetString() == "NTLMv2");
        Assert.Contains(logons, one => one.GetProperty("passwordType").GetString() != "NTLMv2");
    }

    // Samba's audit of logons: a JSON object in a line.
    private List<JsonElement> Logons() => [.. samba.Log.Split('\n').Select(line => line.Trim())
        .Where(line => line.StartsWith('{') && line.Contains("\"Authentication\"", StringComparison.Ordinal))
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Authentication"))];

    private List<string> FailedLogons() => [.. Logons()
        .Where(one => one.GetProperty("status").GetString() != "NT_STATUS_OK").Select(one => one.ToString())];

    private static LogonOptions Logon() =>
        new("Administrator", new PasswordCredential("Administrator", SecondSamba.Domain, SecondSamba.Password));

    private static async Task<HostFacts> AskAsync(LogonOptions? logon)
    {
        var options = new SurveyOptions { WithNeighbours = false, HttpPort = 1, HttpsPort = 1 };
        var facts = await new HostSurvey(SecondSamba.Address, options).AskAsync(Token);
        // Samba has no door with a logon of its own: what RPC shows to an account is asked alone.
        if (logon is null) return facts;
        await new RpcLogonQuestions(SecondSamba.Address, options, logon, facts).AskAsync(Token);
        if (logon.AllowFailedLogon && new FailedLogonGuard(logon, facts).MayAsk("135", "NTLMv1"))
            await new OldNtlmQuestion(SecondSamba.Address, options, logon, facts).AskAsync(Token);
        return facts;
    }

    private static string Read(HostFacts facts, string what) =>
        facts.Of(FactId.RpcRead).First(fact => fact.Subject.EndsWith(what, StringComparison.Ordinal)).Value;

    private static string Level(HostFacts facts, string uuid) =>
        Assert.Single(facts.Of(FactId.RpcLevel), fact => fact.Subject.EndsWith(uuid, StringComparison.Ordinal)).Value;

    private static List<Finding> Findings(HostFacts facts, string id) =>
        [.. Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).Where(one => one.Check.Id == id)];

    private static void AssertOutcome(HostFacts facts, string id, Outcome outcome, string subject = "") =>
        Assert.Contains(Findings(facts, id), one => one.Outcome == outcome && one.Subject.Contains(subject, StringComparison.Ordinal));
}
