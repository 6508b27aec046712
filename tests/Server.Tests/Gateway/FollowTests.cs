using Sekimori.Client.Rpc;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;
using Sekimori.Samples.RpcEcho;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>RPC through the gate, PDU by PDU: logon, ports, policy, records, ends.</summary>
[Trait("Size", "Large")]
public sealed class FollowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_logon_opens_the_mapper_and_its_answer_the_port_that_it_names()
    {
        await using var at = await FollowedHost.StartAsync();
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        await using (var login = await at.LogInAsync())
        {
            Assert.Equal($"{FollowedHost.Outer} port {at.Mapper}", login.Outer);
            Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
            Assert.NotEqual(0, await at.MapAsync());
            Assert.Equal(42u, await at.CallAsync());
            Assert.Equal(42u, await at.CallAsync(ProtectionLevel.Integrity));
            Assert.Equal(42u, await at.CallAsync(ProtectionLevel.None));
            Assert.Contains(at.Gate.Journal.ReadAll(), note => note.Kind == "login" && note.Account == "alice");
        }
        await ConnectTests.WaitAsync(() => at.Gate.Journal.ReadAll().Count == 0);
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
        var lines = await at.Gate.StopAsync();
        Assert.Contains(lines, line => Has(line, "\"type\":\"bind\"", "\"source\":\"gateway\"", "\"account\":\"alice\"", "rpcecho",
            "\"target_name\":\"host\"", "\"session\""));
        Assert.Contains(lines, line => Has(line, "\"type\":\"call\"", "\"operation\":\"AddOne\"", "\"level\":6", "\"policy_rule\":\"it\""));
        Assert.Contains(lines, line => Has(line, "opened ports", $"tcp:{at.Dynamic}"));
        Assert.Contains(lines, line => Has(line, "no logon at the gate", "\"type\":\"connect\""));
    }

    [Fact]
    public async Task An_open_connection_goes_on_after_the_minute_of_its_port_and_ends_with_its_logon()
    {
        await using var at = await FollowedHost.StartAsync();
        var login = await at.LogInAsync();
        await at.MapAsync();
        var (client, channel) = await at.ConnectAsync(ProtectionLevel.Privacy);
        await using var own = client;
        var echo = new RpcEchoClient(channel);
        Assert.Equal(8u, await echo.AddOneAsync(7, Token));
        await login.DisposeAsync();
        await Assert.ThrowsAsync<RpcConnectionException>(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await echo.AddOneAsync(7, Token);
                await Task.Delay(100, Token);
            }
        });
        Assert.Contains(await at.Gate.StopAsync(), line => Has(line, "its logon has ended"));
    }

    [Fact]
    public async Task An_interface_that_the_policy_does_not_name_is_denied_at_its_bind()
    {
        await using var at = await FollowedHost.StartAsync("""
            version: 1
            default: deny
            audit: yes
            rules: [{ name: mapper, account: alice, target: host, interface: epmapper, do: allow }]
            """);
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        var refused = await Assert.ThrowsAsync<RpcConnectionException>(() => at.ConnectAsync(ProtectionLevel.Privacy));
        Assert.Equal(BindNakReason.NotSpecified, refused.RefusalReason);
        // An interface that no catalogue knows is denied by what the policy says of all others.
        Assert.Equal((byte)PduType.BindNak, (await AskAsync(at.Mapper, new WirePdus().Bind(1, (0, new(Guid.NewGuid(), 1, 0)))))[2]);
        Assert.Contains(await at.Gate.StopAsync(),
            line => Has(line, "\"type\":\"bind\"", "rpcecho", "\"verdict\":\"deny\""));
    }

    [Theory]
    [InlineData(ProtectionLevel.None, false)]
    [InlineData(ProtectionLevel.Privacy, true)]
    public async Task A_denied_operation_gets_a_fault_and_ends_what_is_protected(ProtectionLevel level, bool ends)
    {
        await using var at = await FollowedHost.StartAsync("""
            version: 1
            default: deny
            audit: yes
            rules:
              - { name: no strings, target: host, interface: rpcecho, operation: TestCall, status: 5, do: deny }
              - { name: it, account: alice, target: host, do: allow }
            """);
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        var (client, channel) = await at.ConnectAsync(level);
        await using var own = client;
        var echo = new RpcEchoClient(channel);
        Assert.Equal(2u, await echo.AddOneAsync(1, Token));
        var denied = await Assert.ThrowsAsync<RpcFaultException>(async () => await echo.TestCallAsync("x", Token));
        Assert.Equal(5u, denied.Status);
        if (ends) await Assert.ThrowsAsync<RpcConnectionException>(async () => await echo.AddOneAsync(1, Token));
        else Assert.Equal(3u, await echo.AddOneAsync(2, Token));
        Assert.Contains(await at.Gate.StopAsync(), line => Has(line, "\"operation\":\"TestCall\"", "\"policy_rule\":\"no strings\""));
    }

    [Fact]
    public async Task A_rule_for_a_level_holds_for_the_calls_own()
    {
        await using var at = await FollowedHost.StartAsync("""
            version: 1
            default: deny
            rules:
              - { name: mapper, account: alice, target: host, interface: epmapper, do: allow }
              - { name: sealed, account: alice, target: host, level: privacy, do: allow }
            """);
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        Assert.Equal(42u, await at.CallAsync());
        await Assert.ThrowsAsync<RpcFaultException>(() => at.CallAsync(ProtectionLevel.Integrity));
        await Assert.ThrowsAsync<RpcFaultException>(() => at.CallAsync(ProtectionLevel.None));
    }

    [Fact]
    public Task A_removed_account_ends_it() => EndsAsync(at => at.Gate.Accounts.Remove("alice"));

    [Fact]
    public Task A_policy_without_the_interface_ends_it() => EndsAsync(at => File.WriteAllText(at.Gate.PolicyFile,
        "version: 1\ndefault: deny\nrules: [{ name: other, account: alice, target: host, interface: epmapper, do: allow }]\n"),
        isLoginOver: false);

    [Fact]
    public Task A_policy_without_the_target_ends_it() => EndsAsync(at => File.WriteAllText(at.Gate.PolicyFile,
        "version: 1\ndefault: deny\nrules: [{ name: other, account: bob, target: host, do: allow }]\n"));

    [Fact]
    public Task A_target_that_is_gone_ends_it() => EndsAsync(at =>
    {
        at.Gate.Gateway = at.Gate.Gateway with { Targets = [] };
        at.Gate.Reread();
    });

    [Fact]
    public Task An_administrator_ends_it() => EndsAsync(at =>
        at.Gate.Journal.AskToEnd(at.Gate.Journal.ReadAll().Single(note => note.Kind == "login").Id, "root"));

    [Fact]
    public async Task A_stated_time_goes_on_without_its_connection_and_has_an_end()
    {
        await using var at = await FollowedHost.StartAsync();
        await (await at.LogInAsync(lasts: TimeSpan.FromSeconds(4))).DisposeAsync();
        await at.MapAsync();
        Assert.Equal(42u, await at.CallAsync());
        await ConnectTests.WaitAsync(() => at.Gate.Journal.ReadAll().Count == 0, 10);
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        Assert.Contains(await at.Gate.StopAsync(), line => Has(line, "its time is over"));
    }

    [Fact]
    public async Task Nobody_logs_on_for_a_target_that_is_not_followed_or_without_a_right()
    {
        await using var at = await FollowedHost.StartAsync(
            target: target => target with { Rpc = RpcMode.Off, Outer = null });
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync());
        Assert.Contains("rpc: follow", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync("bob"));
        Assert.Contains("does not allow it to bob", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync(lasts: TimeSpan.FromSeconds(901)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Without_a_logon_only_by_the_settings_and_by_the_policy(bool bySettings, bool byPolicy)
    {
        await using var at = await FollowedHost.StartAsync($$"""
            version: 1
            default: deny
            rules: [{ name: it, {{(byPolicy ? "" : "account: alice, ")}}target: host, do: allow }]
            """, target => target with { WithoutLogon = bySettings });
        if (bySettings && byPolicy)
        {
            await at.MapAsync();
            Assert.Equal(42u, await at.CallAsync());
        }
        else Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
    }

    [Fact]
    public async Task A_rule_that_limits_counts_connections()
    {
        await using var at = await FollowedHost.StartAsync("""
            version: 1
            default: deny
            rules: [{ name: two at a time, account: alice, target: host, concurrent: 2, do: limit }]
            """);
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        var (first, channel) = await at.ConnectAsync(ProtectionLevel.None);
        // However many calls it has.
        for (uint i = 0; i < 5; i++) Assert.Equal(i + 1, await new RpcEchoClient(channel).AddOneAsync(i, Token));
        await using (first)
        {
            await using (await SecondAsync()) Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        }
        await ConnectTests.WaitAsync(() => at.MapAsync().ContinueWith(task => task.IsCompletedSuccessfully).Result);

        // The mapper's connection counts until the gate has seen its end.
        async Task<RpcClient> SecondAsync()
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    return (await at.ConnectAsync(ProtectionLevel.None)).Client;
                }
                catch (RpcConnectionException) when (tries < 50)
                {
                    await Task.Delay(100, Token);
                }
            }
        }
    }

    internal static bool Has(string line, params string[] parts) => parts.All(part => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Sends bytes on a connection of its own, and reads the PDU that comes back.</summary>
    internal static async Task<byte[]> AskAsync(int port, byte[] pdu)
    {
        using var socket = await FollowedHost.DialAsync(port);
        await socket.SendAsync(pdu, Token);
        return await FollowedHost.ReadPduAsync(socket);
    }

    private static async Task EndsAsync(Action<FollowedHost> change, bool isLoginOver = true)
    {
        await using var at = await FollowedHost.StartAsync();
        await using var login = await at.LogInAsync();
        var held = login.HoldAsync(Token);
        await at.MapAsync();
        using var socket = await FollowedHost.DialAsync(at.Dynamic);
        await socket.SendAsync(new WirePdus().Bind(1, (0, IRpcEcho.Info.Id)), Token);
        Assert.Equal((byte)PduType.BindAck, (await FollowedHost.ReadPduAsync(socket))[2]);
        change(at);
        // Within five seconds; a busy machine gets a little more.
        Assert.Empty(await FollowedHost.ReadAsync(socket, 1, 6500));
        Assert.Equal(0, socket.Available);
        if (!isLoginOver) return;
        Assert.NotEmpty(await held.WaitAsync(TimeSpan.FromSeconds(3), Token));
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
    }
}
