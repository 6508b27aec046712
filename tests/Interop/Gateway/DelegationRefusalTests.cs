using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>Whom the gate does not act for, and how each side learns why.</summary>
public sealed class DelegationRefusalTests(DelegationFixture fixture) : DelegatedCallers(fixture)
{
    [Theory]
    [Trait("Peer", "curl")]
    [InlineData("--ntlm", "NTLM")]
    [InlineData("--basic", "Basic")]
    public async Task A_logon_by_another_scheme_is_refused_with_the_reason(string option, string scheme)
    {
        Need();
        var (status, answer) = await GetWithAsync(NoTickets, "web1", "Win32_OperatingSystem", option, "-u",
            $"alice:{DelegationFixture.Password}");
        Assert.Equal("500", status);
        Assert.Contains($"a logon by {scheme} does not allow: log on by Kerberos", answer, StringComparison.Ordinal);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains($"no delegation: the caller has logged on by {scheme}", Fixture.GateLog, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_sensitive_account_is_refused_in_one_line()
    {
        var before = Fixture.GateLog.Length;
        var (status, answer) = await GetAsync("carol", "web1", "Win32_OperatingSystem");
        Assert.Equal("500", status);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Single(Fixture.GateLog[before..].Split('\n'), line => line.Contains("carol", StringComparison.Ordinal)
            && line.Contains("not forwardable", StringComparison.Ordinal) && line.Contains("sensitive", StringComparison.Ordinal));
        Assert.DoesNotContain("carol", await Fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_ticket_that_is_not_forwardable_is_refused()
    {
        Need();
        var cache = await Fixture.GetTicketsAsync("alice", isForwardable: false);
        var (status, answer) = await GetWithAsync(cache, "web1", "Win32_OperatingSystem", Negotiate);
        Assert.Equal("500", status);
        Assert.Contains("it must be forwardable", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_service_that_is_not_listed_is_refused_by_the_KDC_in_one_line()
    {
        var before = Fixture.GateLog.Length;
        var (status, answer) = await GetAsync("alice", "web2", "Win32_OperatingSystem");
        Assert.Equal("500", status);
        Assert.Contains("The gate cannot log on at the target web2", answer, StringComparison.Ordinal);
        // What the KDC says, and the names of accounts, are for the operator.
        Assert.DoesNotContain("msDS", answer, StringComparison.Ordinal);
        Assert.Single(Fixture.GateLog[before..].Split('\n'), line => line.Contains(
            "the KDC does not let HTTP/gate.lab.test@LAB.TEST act for alice@LAB.TEST at HTTP/web2.lab.test", StringComparison.Ordinal)
            && line.Contains("msDS-AllowedToDelegateTo", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_forwarded_ticket_granting_ticket_is_not_used()
    {
        Need();
        var before = Fixture.GateLog.Length;
        var (status, answer) = await GetWithAsync(await Fixture.GetTicketsAsync("alice"), "web1", "Win32_OperatingSystem", "--negotiate",
            "-u", ":", "--delegation", "always");
        Assert.Equal("500", status);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains("forwards its ticket-granting ticket", Fixture.GateLog[before..], StringComparison.Ordinal);
    }
}
