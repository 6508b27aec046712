using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Storage.Audit;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>The policy, the audit log and the rules at the door of RPC, over sockets.</summary>
public class RpcGuardTests
{
    private const string Open = "version: 1\nrules: [{ name: all, from: loopback, do: allow }]\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_policy_lets_not_in_is_closed_at_once()
    {
        await using var server = await GuardedServer.StartAsync(
            "version: 1\nrules: [{ name: elsewhere, from: 192.0.2.0/24, do: allow }]\n");
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var client = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token);
            await client.BindAsync(EchoInterface.EchoId, Token);
        });
        var lines = await server.StopAsync();
        Assert.Contains(lines, line => line.Contains("\"type\":\"connect\"", StringComparison.Ordinal)
            && line.Contains("\"verdict\":\"deny\",\"policy_rule\":\"default\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("\"type\":\"bind\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interface_that_the_policy_denies_is_not_there()
    {
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\ndefault: allow\nrules: [{{ name: no echo, interface: {EchoInterface.EchoId.Uuid}, do: deny }}]\n");
        await using var client = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token);
        Assert.Equal(ContextReason.AbstractSyntaxNotSupported,
            (await Assert.ThrowsAsync<RpcBindException>(() => client.BindAsync(EchoInterface.EchoId, Token))).Reason);
        Assert.Contains(await server.StopAsync(), line =>
            line.Contains("\"type\":\"bind\"", StringComparison.Ordinal) && line.Contains("no echo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denied_call_gets_the_status_of_its_rule_and_never_reaches_its_handler()
    {
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\nrules:\n  - {{ name: not this one, interface: {EchoInterface.EchoId.Uuid}, operation: 0, do: deny, status: " +
            $"0x6BB }}\n  - {{ name: all, from: loopback, do: allow }}\n");
        var channel = await BindAsync(server);
        Assert.Equal(0x6BBu, await FaultAsync(channel, 0));
        Assert.Equal(0, server.Served.Calls);
        var lines = await server.StopAsync();
        var denied = Assert.Single(lines, line => line.Contains("\"type\":\"call\"", StringComparison.Ordinal));
        Assert.Contains("\"verdict\":\"deny\",\"policy_rule\":\"not this one\",\"refused_with\":1723", denied);
    }

    [Fact]
    public async Task An_account_may_be_named_and_another_is_turned_away_once_it_is_known()
    {
        await using var server = await GuardedServer.StartAsync("version: 1\nrules: [{ name: bob, account: bob, do: allow }]\n");
        await using var client = await RpcClient.ConnectAsync(server.Running.Binding, Alice(), Token);
        await Assert.ThrowsAsync<RpcConnectionException>(() => client.BindAsync(EchoInterface.EchoId, Token));
        server.Policy.Replace(
            GuardedServer.Compile(
            "version: 1\nrules: [{ name: alice, account: alice, level_from: privacy, group: operator, do: allow }]\n"));
        await using var again = await RpcClient.ConnectAsync(server.Running.Binding, Alice(), Token);
        await (await again.BindAsync(EchoInterface.EchoId, Token)).CallAsync(0, new byte[4], null, Token);
        Assert.Equal(1, server.Served.Calls);
        var lines = await server.StopAsync();
        Assert.Contains(lines, line => line.Contains("\"type\":\"logon\"", StringComparison.Ordinal)
            && line.Contains("\"account\":\"alice\"", StringComparison.Ordinal)
            && line.Contains("\"verdict\":\"deny\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"type\":\"call\"", StringComparison.Ordinal)
            && line.Contains("\"account\":\"alice\",\"scheme\":\"NTLM\"", StringComparison.Ordinal)
            && line.Contains("\"level\":6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_a_line_of_the_log_with_the_name_that_was_claimed()
    {
        await using var server = await GuardedServer.StartAsync(Open);
        await using var client = await RpcClient.ConnectAsync(
            server.Running.Binding, Alice() with { Security = Credentials.Initiator("wrong") }, Token);
        await Assert.ThrowsAsync<RpcConnectionException>(() => client.BindAsync(EchoInterface.EchoId, Token));
        var line = Assert.Single(await server.StopAsync(), line => line.Contains("\"type\":\"logon\"", StringComparison.Ordinal));
        Assert.Contains("alice", line);
        Assert.Contains("\"status\":5", line);
        Assert.DoesNotContain("wrong\"", line);
    }

    [Fact]
    public async Task A_limit_takes_so_many_at_a_time_and_so_many_in_a_time()
    {
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\nrules:\n  - {{ name: few, interface: {EchoInterface.EchoId.Uuid}, operation: 1, concurrent: 1, do: limit }}\n  " +
            $"- {{ name: slowly, interface: {EchoInterface.EchoId.Uuid}, operation: 0, rate: 3/h, do: limit }}\n  - {{ name: all, from: " +
            $"loopback, do: allow }}\n");
        var channel = await BindAsync(server);
        var waiting = channel.CallAsync(1, default, null, Token).AsTask();
        while (server.Served.Calls == 0) await Task.Delay(5, Token);
        await using var other = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token);
        var second = await other.BindAsync(EchoInterface.EchoId, Token);
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(second, 1));
        server.Served.Evict();
        await waiting;
        await second.CallAsync(1, default, null, Token); // the first has been paid back
        for (var i = 0; i < 3; i++) await second.CallAsync(0, default, null, Token);
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(second, 0));
    }

    [Fact]
    public async Task A_policy_that_is_tried_out_refuses_nothing_and_says_what_it_would()
    {
        await using var server = await GuardedServer.StartAsync("version: 1\nmode: audit-only\nrules: []\n");
        await (await BindAsync(server)).CallAsync(0, default, null, Token);
        Assert.Equal(1, server.Served.Calls);
        Assert.Contains(await server.StopAsync(), line => line.Contains("\"type\":\"call\"", StringComparison.Ordinal)
            && line.Contains("\"verdict\":\"would_deny\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_required_line_is_durable_before_the_handler_runs()
    {
        var disk = new CountingDisk();
        await using var server = await GuardedServer.StartAsync(
            "version: 1\naudit: no\nrules: [{ name: all, from: loopback, do: allow, audit: required, at: call }, { name: rest, from: " +
            "loopback, do: allow }]\n", openFile: disk.Open);
        var channel = await BindAsync(server);
        var durable = 0L;
        server.Served.Entered = () => durable = disk.DurableLines;
        for (var i = 1; i <= 20; i++)
        {
            await channel.CallAsync(0, default, null, Token);
            Assert.Equal(i, durable);
        }
    }

    [Theory]
    [InlineData("refuse", false)]
    [InlineData("go-on", true)]
    public async Task Without_an_audit_log_calls_are_refused_or_go_on_as_the_policy_says(string choice, bool goesOn)
    {
        var disk = new CountingDisk();
        await using var server = await GuardedServer.StartAsync(
            $"version: 1\nwithout_audit: {choice}\nrules: [{{ name: all, from: loopback, do: allow, audit: required }}]\n",
            openFile: disk.Open);
        var channel = await BindAsync(server);
        await channel.CallAsync(0, default, null, Token);
        disk.IsFull = true;
        for (var i = 0; i < 3; i++)
        {
            if (goesOn) await channel.CallAsync(0, default, null, Token);
            else await Assert.ThrowsAnyAsync<Exception>(async () => await channel.CallAsync(0, default, null, Token));
        }
        Assert.Equal(goesOn ? 4 : 1, server.Served.Calls);
        disk.IsFull = false;
        // The next line that is tried finds room: the one of this refusal, at the latest.
        for (var tries = 0; server.Audit.Failure is not null || tries == 0; tries++)
        {
            Assert.True(tries < 50);
            try
            {
                await (await BindAsync(server)).CallAsync(0, default, null, Token);
            }
            catch (Exception e)
                when (e is RpcFaultException or RpcConnectionException or RpcBindException or IOException
                or System.Net.Sockets.SocketException)
            {
                await Task.Delay(20, Token);
            }
        }
        await (await BindAsync(server)).CallAsync(0, default, null, Token);
        Assert.Contains(await server.StopAsync(), line => line.Contains("\"type\":\"gap\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_denies_keeps_the_call_from_its_handler_and_raises_its_alert()
    {
        var rule =
            $"title: Nobody asks for this\nid: a57a1f6c-0000-4000-8000-000000000001\nname: forbidden\nlogsource: {{ product: sekimori, " +
            $"category: rpc }}\ndetection:\n  selection: {{ type: call, interface: {EchoInterface.EchoId.Uuid}, opnum: 0 }}\n  " +
            $"condition: selection\nlevel: high\naction: deny\n";
        await using var server = await GuardedServer.StartAsync(Open, rule);
        var channel = await BindAsync(server);
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(channel, 0));
        Assert.Equal(RpcStatus.AccessDenied, await FaultAsync(channel, 0));
        Assert.Equal(0, server.Served.Calls);
        var lines = await server.StopAsync();
        Assert.Contains(lines, line => line.Contains("\"policy_rule\":\"detection: forbidden\"", StringComparison.Ordinal));
        var alert = Assert.Single(server.Alerts);
        Assert.Equal((2, "127.0.0.1"), (alert.Count, alert.Observation!.Client.AddressText));
    }

    private static RpcClientOptions Alice() =>
        new()
        {
            Security = Credentials.Initiator(), Scheme = SecurityScheme.Spnego, Level = ProtectionLevel.Privacy,
            Target = "host/host.lab.test"
        };

    private static async Task<Sekimori.Rpc.Interfaces.IRpcChannel> BindAsync(GuardedServer server)
    {
        var client = await RpcClient.ConnectAsync(server.Running.Binding, cancellationToken: Token);
        return await client.BindAsync(EchoInterface.EchoId, Token);
    }

    private static async Task<uint> FaultAsync(Sekimori.Rpc.Interfaces.IRpcChannel channel, ushort opnum) =>
        (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(opnum, default, null, Token))).Status;

    /// <summary>A disk that counts the lines that it was forced to keep, and can be full.</summary>
    private sealed class CountingDisk
    {
        private long _written, _durable;

        public bool IsFull { get; set; }

        public long DurableLines => Interlocked.Read(ref _durable);

        public IAuditFile Open(string path) =>
            new OneFile(this, new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 0));

        private sealed class OneFile(CountingDisk disk, FileStream file) : IAuditFile
        {
            public long Length => file.Length;

            public void Append(ReadOnlySpan<byte> bytes)
            {
                if (disk.IsFull) throw new IOException("No space left on device");
                file.Write(bytes);
                disk._written += bytes.Count((byte)'\n');
            }

            public void Force() => Interlocked.Exchange(ref disk._durable, disk._written);

            public void CutOff(long length) => file.SetLength(length);

            public void Dispose() => file.Dispose();
        }
    }
}
