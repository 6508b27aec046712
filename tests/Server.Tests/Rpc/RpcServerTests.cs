using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.Rpc;
using Sekimori.Guard.Connect;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Client library and server over real sockets.</summary>
[Trait("Size", "Large")]
public class RpcServerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5817)]
    [InlineData(1_000_000)]
    public async Task What_is_called_comes_back(int size)
    {
        await using var server = await RunningServer.StartAsync(
            new RpcServerOptions { Limits = RpcServerLimits.Default with { MaxAnonymousRequest = int.MaxValue } });
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var stub = new byte[size];
        new Random(size).NextBytes(stub);
        for (var i = 0; i < 3; i++) Assert.Equal(stub, (await channel.CallAsync(0, stub, null, Token)).Stub.ToArray());
        Assert.Equal(BindTimeFeatures.All, client.Features);
        Assert.Equal(3, server.Endpoint.Statistics.CallsReceived);
    }

    [Theory]
    [InlineData(NdrSyntax.Ndr20)]
    [InlineData(NdrSyntax.Ndr64)]
    public async Task The_client_gets_the_syntax_that_it_offers(NdrSyntax syntax)
    {
        await using var server = await RunningServer.StartAsync();
        var offered = syntax == NdrSyntax.Ndr64 ? SyntaxId.Ndr64 : SyntaxId.Ndr20;
        await using var client = await RpcClient.ConnectAsync(server.Binding, new RpcClientOptions { TransferSyntaxes = [offered] }, Token);
        Assert.Equal(syntax, (await client.BindAsync(EchoInterface.EchoId, Token)).Syntax);
    }

    [Fact]
    public async Task Several_interfaces_are_bound_at_once_and_one_more_later()
    {
        SyntaxId[] ids = [EchoInterface.EchoId, new(Guid.NewGuid(), 1, 0), new(Guid.NewGuid(), 2, 3)];
        await using var server = await RunningServer.StartAsync(null, [.. ids.Select(id => new ServedInterface(new EchoInterface(id)))]);
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        List<RpcChannel> channels = [.. await client.BindAsync(ids[..2], Token), await client.BindAsync(ids[2], Token)];
        foreach (var channel in channels)
            Assert.Equal([1, 2], (await channel.CallAsync(0, new byte[] { 1, 2 }, null, Token)).Stub.ToArray());
        var refused = await Assert.ThrowsAsync<RpcBindException>(() => client.BindAsync(new SyntaxId(Guid.NewGuid(), 1, 0), Token));
        Assert.Equal(ContextReason.AbstractSyntaxNotSupported, refused.Reason);
        Assert.Equal(1, (await channels[0].CallAsync(0, new byte[1], null, Token)).Stub.Length);
    }

    [Fact]
    public async Task Faults_arrive_with_their_status()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        Assert.Equal(RpcStatus.FaultUnspecified,
            (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(2, default, null, Token))).Status);
        Assert.Equal(RpcStatus.OperationRange,
            (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(99, default, null, Token))).Status);
        Assert.Equal([5], (await channel.CallAsync(1, new byte[] { 5 }, null, Token)).Stub.ToArray());
    }

    [Fact]
    public async Task Many_calls_overlap_and_a_slow_one_holds_up_none()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(waiting));
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var slow = channel.CallAsync(0, new byte[] { 9 }, null, Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        var quick = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => channel.CallAsync(1, BitConverter.GetBytes(i), null, Token).AsTask()));
        Assert.Equal(Enumerable.Range(0, 200), quick.Select(reply => BitConverter.ToInt32(reply.Stub.Span)));
        Assert.False(slow.IsCompleted);
        waiting.Evict();
        Assert.Equal([9], (await slow).Stub.ToArray());
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_server_too()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(waiting));
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        using var cancel = new CancellationTokenSource();
        var call = channel.CallAsync(0, default, null, cancel.Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await waiting.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal([5], (await channel.CallAsync(1, new byte[] { 5 }, null, Token)).Stub.ToArray());
    }

    [Fact]
    public async Task A_call_is_cancelled_when_its_client_goes_away()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(waiting));
        var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var call = channel.CallAsync(0, default, null, Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<RpcConnectionException>(() => call);
        await waiting.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_call_that_keeps_the_connections_thread_is_cancelled_as_well(bool isReset, bool isBehindBind)
    {
        var busy = new BusyInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(busy));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        if (isBehindBind)
            await socket.SendAsync((byte[])[.. ClientCore.BindBytes(), .. ClientCore.RequestBytes(2, new byte[4], 0)], Token);
        else
        {
            await socket.SendAsync(ClientCore.BindBytes(), Token);
            Assert.True(await socket.ReceiveAsync(new byte[200], Token) > 0);
            await socket.SendAsync(ClientCore.RequestBytes(2, new byte[4], 0), Token);
        }

        await busy.Begun.WaitAsync(Token);
        if (isReset) socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        Assert.True(await busy.Ended.WaitAsync(TimeSpan.FromSeconds(10), Token));
        // What was cancelled is not handed to the next call.
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        using var cancel = new CancellationTokenSource();
        var call = (await client.BindAsync(EchoInterface.EchoId, Token)).CallAsync(0, default, null, cancel.Token).AsTask();
        await busy.Begun.WaitAsync(Token);
        Assert.Equal(0, busy.Ended.CurrentCount);
        await client.DisposeAsync();
        Assert.True(await busy.Ended.WaitAsync(TimeSpan.FromSeconds(10), Token));
        await Assert.ThrowsAsync<RpcConnectionException>(() => call);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_time_is_given_up()
    {
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(new WaitingInterface()));
        await using var client = await RpcClient.ConnectAsync(
            server.Binding, new RpcClientOptions { CallTimeout = TimeSpan.FromMilliseconds(100) }, Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        await Assert.ThrowsAsync<TimeoutException>(async () => await channel.CallAsync(0, default, null, Token));
    }

    [Fact]
    public async Task Stopping_lets_a_running_call_end()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(null, new ServedInterface(waiting));
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var call = channel.CallAsync(0, new byte[] { 9 }, null, Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        var stopping = server.Server.StopAsync();
        await Assert.ThrowsAnyAsync<SocketException>(() => RpcClient.ConnectAsync(server.Binding, cancellationToken: Token));
        waiting.Evict();
        Assert.Equal([9], (await call).Stub.ToArray());
        await stopping.WaitAsync(TimeSpan.FromSeconds(5), Token);
        Assert.Equal(0, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Who_is_not_on_the_allow_list_is_closed_at_once()
    {
        await using var server = await RunningServer.StartAsync(
            new RpcServerOptions { Connect = new ConnectRule(AddressList.Parse("192.0.2.0/24")) });
        await AssertClosedAtOnceAsync(server.Port);
    }

    [Fact]
    public async Task One_connection_more_than_the_limit_is_closed_at_once_where_all_have_calls_in_progress()
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(new RpcServerOptions { MaxConnections = 2 }, new ServedInterface(waiting));
        await using var first = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var one = (await first.BindAsync(EchoInterface.EchoId, Token)).CallAsync(0, new byte[4], null, Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        await using var second = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var other = (await second.BindAsync(EchoInterface.EchoId, Token)).CallAsync(0, new byte[4], null, Token).AsTask();
        await waiting.Entered.WaitAsync(Token);
        await AssertClosedAtOnceAsync(server.Port);
        waiting.Evict();
        Assert.Equal((4, 4), ((await one).Stub.Length, (await other).Stub.Length));
    }

    [Fact]
    public async Task A_dynamic_port_is_in_its_range_and_can_be_pinned()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.InRange(server.Port, 49152, 65535);
        await using var pinned = new RpcServer(
            new RpcServerOptions { DynamicPorts = new((ushort)server.Port, (ushort)server.Port) }, NullLoggerFactory.Instance);
        await Assert.ThrowsAsync<AddressInUseException>(async () => await pinned.BindTcpAsync(IPAddress.Loopback, 0, Token));
    }

    [Fact]
    public async Task Garbage_gets_its_bind_nak_and_the_connection_is_closed()
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: example\r\n\r\n"u8.ToArray(), Token);
        var answer = new byte[100];
        Assert.Equal(24, await socket.ReceiveAsync(answer, Token));
        Assert.Equal((PduType.BindNak, (ushort)24), (PduHeader.Read(answer).Type, PduHeader.Read(answer).FragmentLength));
        await AssertClosedAsync(socket);
    }

    [Fact]
    public async Task A_client_that_sends_slowly_is_served_and_one_that_stops_is_sent_away()
    {
        await using var server = await RunningServer.StartAsync(
            new RpcServerOptions { Limits = new RpcServerLimits { BindTimeout = TimeSpan.FromSeconds(2) } });
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await slow.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        using var stopped = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await stopped.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        var bind = ClientCore.BindBytes();
        await stopped.SendAsync(bind.AsMemory(0, 20), Token);
        foreach (var one in bind)
        {
            await slow.SendAsync(new[] { one }, Token);
            await Task.Delay(1, Token);
        }

        var answer = new byte[200];
        Assert.True(await slow.ReceiveAsync(answer, Token) > 0);
        Assert.Equal(PduType.BindAck, PduHeader.Read(answer).Type);
        await AssertClosedAsync(stopped);
    }

    [Fact]
    public async Task A_client_that_leaves_its_answers_unread_is_sent_away_and_nobody_else_suffers()
    {
        await using var server = await RunningServer.StartAsync(new RpcServerOptions { SendTimeout = TimeSpan.FromSeconds(1) });
        using var greedy = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await greedy.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await greedy.SendAsync(ClientCore.BindBytes(), Token);
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        // Each request of 28 bytes asks for 1 MB.
        var ask = Task.Run(
            async () =>
            {
                for (var id = 2u; ; id++)
                    await greedy.SendAsync(ClientCore.RequestBytes(id, BitConverter.GetBytes(1_000_000), 3), limit.Token);
            },
            Token);
        await Assert.ThrowsAnyAsync<SocketException>(() => ask);
        Assert.Equal(4, (await channel.CallAsync(0, new byte[4], null, Token)).Stub.Length);
    }

    [Fact]
    public async Task Five_thousand_idle_connections_leave_the_others_served()
    {
        await using var server = await RunningServer.StartAsync();
        var bind = ClientCore.BindBytes();
        var sockets = new List<Socket>();
        try
        {
            var answer = new byte[100];
            for (var i = 0; i < 5000; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Port, Token);
                await socket.SendAsync(bind, Token);
                Assert.True(await socket.ReceiveAsync(answer, Token) > 0);
            }

            Assert.Equal(5000, server.Server.ConnectionCount);
            await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
            var channel = await client.BindAsync(EchoInterface.EchoId, Token);
            Assert.Equal(4, (await channel.CallAsync(0, new byte[4], null, Token)).Stub.Length);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    [Fact]
    public async Task A_server_that_stops_tells_clients_that_have_bound_and_nobody_else()
    {
        await using var server = await RunningServer.StartAsync();
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        // Accepted in this order: once one is bound, the silent one waits for no place in the kernel.
        await silent.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await bound.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await bound.SendAsync(ClientCore.BindBytes(), Token);
        var answer = new byte[256];
        Assert.Equal(PduType.BindAck, PduHeader.Read(answer.AsSpan(0, await bound.ReceiveAsync(answer, Token))).Type);
        await server.Server.StopAsync();
        // [C706] 12.6.4.11: a header and nothing else.
        Assert.Equal(PduHeader.Size, await bound.ReceiveAsync(answer, Token));
        Assert.Equal(new PduHeader(PduType.Shutdown, PfcFlags.Whole, PduHeader.Size, 0, 0), PduHeader.Read(answer));
        Assert.Equal(0, await bound.ReceiveAsync(answer, Token));
        Assert.Equal(0, await silent.ReceiveAsync(answer, Token));
    }

    [Fact]
    public async Task A_server_that_stops_closes_connections_that_it_is_about_to_admit()
    {
        using var asked = new ManualResetEventSlim();
        using var stopping = new ManualResetEventSlim();
        var guard = new WatchingGuard
        {
            Admitting = () =>
            {
                asked.Set();
                stopping.Wait(Long, Token);
            },
        };
        await using var server = await RunningServer.StartAsync(new() { Guard = guard });
        using var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await Task.Run(() => asked.Wait(Long, Token), Token);
        var stop = server.Server.StopAsync();
        // Time for a stop that does not wait for it.
        await Task.WhenAny(stop, Task.Delay(TimeSpan.FromMilliseconds(300), Token));
        Assert.False(stop.IsCompleted);
        stopping.Set();
        await stop.WaitAsync(Long, Token);
        Assert.Equal(0, await caller.ReceiveAsync(new byte[1], Token).AsTask().WaitAsync(Long, Token));
    }

    [Fact]
    public async Task A_client_is_told_that_the_server_stopped()
    {
        await using var server = await RunningServer.StartAsync();
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        await server.Server.StopAsync();
        RpcConnectionException? over = null;
        for (var i = 0; i < 200 && over is null; i++)
        {
            try { await channel.CallAsync(0, default, null, Token); }
            catch (RpcConnectionException e) { over = e; }
        }

        Assert.Contains("the server is shutting down", over!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tower_for_a_client_of_IPv6_names_an_IPv4_address_of_this_machine()
    {
        var addresses = new TowerAddresses();
        Assert.Equal(IPAddress.Loopback, addresses.For(IPAddress.IPv6Loopback));
        var other = addresses.For(IPAddress.Parse("2001:db8::1"));
        Assert.Equal(AddressFamily.InterNetwork, other.AddressFamily);
        Assert.NotEqual(IPAddress.Any, other);
    }

    [Fact]
    public async Task The_local_transport_knows_its_peer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SO_PEERCRED is Linux's.");
        var path = Path.Combine(Path.GetTempPath(), $"sekimori-{Guid.NewGuid():n}.sock");
        await File.WriteAllTextAsync(path, "", Token);
        File.Delete(path);
        UnixPeer? seen = null;
        var options = new RpcServerOptions { LocalCaller = peer => UnixPeer.DefaultCaller((seen = peer).Value) };
        await using (var server = new RpcServer(options, NullLoggerFactory.Instance))
        {
            var endpoint = await server.BindLocalAsync(path, cancellationToken: Token);
            endpoint.Interfaces = new([new(new EchoInterface(), Guard.ProtectionLevel.Privacy)]);
            server.Start();
            await using var client = await RpcClient.ConnectAsync(new("", null, path), cancellationToken: Token);
            var channel = await client.BindAsync(EchoInterface.EchoId, Token);
            Assert.Equal(3, (await channel.CallAsync(0, new byte[3], null, Token)).Stub.Length);
            Assert.Equal(Environment.ProcessId, seen!.Value.ProcessId);
            await Assert.ThrowsAsync<AddressInUseException>(async () => await server.BindLocalAsync(path, cancellationToken: Token));
        }

        Assert.False(File.Exists(path));
    }

    private static async Task AssertClosedAtOnceAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, Token);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed before the connection was even reported.
            return;
        }

        await AssertClosedAsync(socket);
    }

    private static async Task AssertClosedAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], limit.Token));
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }
}
