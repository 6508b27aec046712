using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// The bridge with a stored logon of a realm: tickets for the target, over DCOM and over WS-Management, and nothing else. The other
/// tests of the realm look for their callers beside a class's name in the same logs, so these ask for classes that those do not.
/// </summary>
public sealed class DelegationBridgeTests(DelegationFixture fixture) : DelegatedCallers(fixture)
{
    [Fact]
    [Trait("Peer", "curl")]
    public async Task Ws_management_in_front_of_dcom_logs_on_by_Kerberos()
    {
        var (status, answer) = await GetAsync("bob", "web4", "Win32_ComputerSystem");
        Assert.True(status == "200", answer + Fixture.GateLog);
        Assert.Contains("Win32_ComputerSystem", answer, StringComparison.Ordinal);
        // The target knows svc-bridge by its ticket alone.
        Assert.Contains((await Fixture.LogAsync("target")).Split('\n'), line => Has(line, "\"interface_name\":\"IWbemServices\"",
            "\"account\":\"svc-bridge@LAB.TEST\"", "\"scheme\":\"Kerberos\""));
        Assert.Contains("\"asvaultbridge\"", await Fixture.LogAsync("gate"), StringComparison.Ordinal);
        Assert.False(File.Exists(Fixture.DefaultCache));
    }

    [Fact]
    public async Task Wmi_in_front_of_ws_management_logs_on_by_Kerberos()
    {
        Need();
        var run = await Fixture.RunAsync(Command.Program, DelegationFixture.Password + "\n", NoTickets, "wmi", "query",
            DelegationFixture.OuterWeb5, "SELECT Year FROM Win32_UTCTime", "--user", "alice", "--password-stdin");
        Assert.True(run.Code == 0, run.Output + run.Errors + Fixture.GateLog);
        Assert.Matches("\"account\":\"svc-bridge@LAB.TEST\"[^\n]*Win32_UTCTime", await Fixture.LogAsync("target"));
        Assert.False(File.Exists(Fixture.DefaultCache));
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_target_without_a_name_in_the_realm_is_not_logged_on_to_by_another_scheme()
    {
        var (status, answer) = await GetAsync("bob", "web6", "Win32_ComputerSystem");
        Assert.Equal("500", status);
        Assert.DoesNotContain("Win32_ComputerSystem", answer, StringComparison.Ordinal);
        Assert.Contains("host/web6.lab.test", Fixture.GateLog, StringComparison.Ordinal);
        Assert.DoesNotContain("\"scheme\":\"NTLM\"", await Fixture.LogAsync("target"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_test_of_targets_says_what_the_KDC_allows()
    {
        Need();
        var (code, output, error) = await TestAsync("gate", "web1");
        Assert.True(code == 0, output + error + Fixture.GateLog);
        Assert.Contains("HTTP/gate.lab.test@LAB.TEST has obtained a ticket for HTTP/web1.lab.test", output, StringComparison.Ordinal);

        (code, output, _) = await TestAsync("gate", "web2");
        Assert.Equal(1, code);
        Assert.Single(output.Split('\n'), line => line.Contains("delegation", StringComparison.Ordinal)
            && line.Contains("HTTP/web2.lab.test must be in msDS-AllowedToDelegateTo", StringComparison.Ordinal));

        (code, output, error) = await TestAsync("gate2", "web1", "--for", "bob");
        Assert.True(code == 0, output + error);
        Assert.Contains("a ticket for HTTP/web1.lab.test as bob@LAB.TEST, by protocol transition", output, StringComparison.Ordinal);
        (code, output, error) = await TestAsync("gate2", "web1");
        Assert.True(code == 0, output + error);
        foreach (var (target, user) in ((string, string)[])[("web1", "carol"), ("web2", "bob")])
        {
            (code, output, _) = await TestAsync("gate2", target, "--for", user);
            Assert.Equal(1, code);
            Assert.Contains($"act for {user}@LAB.TEST at HTTP/{target}.lab.test", output, StringComparison.Ordinal);
        }
        (code, output, _) = await TestAsync("gate2", "web1", "--for", "nobody-has-this-name");
        Assert.Equal(1, code);
        Assert.Contains("no ticket of nobody-has-this-name@LAB.TEST", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Fixture.DefaultCache));
    }

    private static bool Has(string line, params string[] parts) =>
        parts.All(part => line.Contains(part, StringComparison.Ordinal));

    private Task<(int Code, string Output, string Errors)> TestAsync(
        string gate, string target, params string[] more) => Fixture.RunAtGateAsync(Command.Program,
            ["targets", "test", target, "--settings", Path.Combine(Fixture.Folder, gate + ".yaml"), .. more]);
}
