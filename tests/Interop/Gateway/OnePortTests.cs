using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>Kerberos at CONNECT, and everything at once through the gate's one port.</summary>
public sealed class OnePortTests(DelegationFixture fixture) : DelegatedCallers(fixture)
{
    [Fact]
    [Trait("Peer", "curl")]
    public async Task Kerberos_at_CONNECT()
    {
        Need();
        // Nobody may act for carol: CONNECT is her way, with tickets of her own at both ends.
        var cache = await Fixture.GetTicketsAsync("carol");
        var run = await Fixture.RunAsync("curl", Envelope("Win32_UserAccount"), cache, "-sk", "--proxy",
            $"https://{DelegationFixture.Gate}:443", "--proxy-cacert", Fixture.Authority, "--proxy-negotiate", "--proxy-user", ":",
            "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", "@-", "-o", "-", "-w",
            "%{http_connect} %{http_code}", "https://web1.lab.test:5986/wsman");
        Assert.True(run.Code == 0, run.Errors + run.Output + Fixture.GateLog);
        // The gate's answer, and the target's own.
        Assert.Equal("200 401", run.Output);
        Assert.Contains((await Fixture.LogAsync("gate")).Split('\n'), line => line.Contains("\"opened\"", StringComparison.Ordinal)
            && line.Contains("\"account\":\"carol\"", StringComparison.Ordinal)
            && line.Contains("\"scheme\":\"Kerberos\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connector_with_Kerberos_and_Kerberos_behind_it()
    {
        Need();
        var cache = await Fixture.GetTicketsAsync("bob");
        await using var connector = Fixture.Start(cache, "connect", $"{DelegationFixture.Gate}:443", "--target", "web1", "--port", "5986",
            "--ca", Fixture.Authority, "--auth", "kerberos");
        await connector.WaitForAsync(started => started.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the connector");
        // The target demands channel binding, and TLS is its own, end to end.
        await using var get = Fixture.Start(cache, "wsman", "enumerate", "https://127.0.0.1:5986", "Win32_ComputerSystem", "--auth",
            "kerberos", "--service", "HTTP/web1.lab.test", "--fingerprint", Fixture.TargetFingerprint);
        Assert.True(await get.EndAsync() == 0, get.Error + connector.Error);
        Assert.Contains("STATUS", get.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "samba")]
    public async Task One_port_is_enough()
    {
        Need();
        // Nothing else listens on the gate's address, and nothing behind it is reachable.
        var (_, listening, _) = await Fixture.RunAtGateAsync("ss", "-Htln", "src", "203.0.113.10");
        Assert.Equal("203.0.113.10:443", Assert.Single(listening.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
        var direct = await Fixture.RunAsync("curl", "", NoTickets, "-sk", "-m", "5", "https://198.51.100.2:5986/wsman");
        Assert.NotEqual(0, direct.Code);

        // kinit; a shell at a target; RPC of the domain controller by a connector: all with one ticket.
        var cache = await Fixture.GetTicketsAsync("alice");
        await using (var shell = Fixture.Start(cache, "shell", Url("web1"), "--ca", Fixture.Authority, "--auth", "kerberos", "--",
            "echo one-port"))
        {
            Assert.True(await shell.EndAsync() == 0, shell.Error);
            Assert.Contains("one-port", shell.Output, StringComparison.Ordinal);
        }
        await using var connector = Fixture.Start(cache, "connect", $"{DelegationFixture.Gate}:443", "--target", "dc1", "--port", "135",
            "--ca", Fixture.Authority, "--auth", "kerberos");
        await connector.WaitForAsync(started => started.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the connector");
        var rpc = await Fixture.RunAsync("rpcclient", "", cache, "-U", $@"LAB\alice%{DelegationFixture.RealmPassword}",
            "ncacn_ip_tcp:127.0.0.1[seal]", "-c", "querydominfo");
        Assert.True(rpc.Code == 0, rpc.Output + rpc.Errors);
        Assert.Contains("LAB", rpc.Output, StringComparison.Ordinal);
    }
}
