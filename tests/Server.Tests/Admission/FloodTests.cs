using System.Net;
using System.Net.Sockets;
using Sekimori.Guard.Admission;
using Sekimori.Rpc.Association;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Admission;

/// <summary>Floods over real sockets: others are served meanwhile, and the log says who it was.</summary>
[Trait("Size", "Large")]
public sealed class FloodTests
{
    private const string Attacker = "127.0.0.40", Honest = "127.0.0.41", Other = "127.0.0.42";

    private static readonly AdmissionLimits Small = AdmissionLimits.Default with
    {
        Connections = 240,
        OpeningPerProxy = 60,
        UnauthenticatedPerProxy = 150,
        Closing = 60
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silent_connections_of_one_address_keep_nobody_else_out(bool isHttp)
    {
        await using var doors = await BothDoors.StartAsync(Small);
        var silent = new List<Socket?>();
        for (var i = 0; i < 600; i++) silent.Add(await doors.ConnectAsync(isHttp ? doors.HttpEnd : doors.RpcEnd, Attacker));
        Assert.Contains("here", await doors.GetAsync(Honest));
        Assert.True(await BothDoors.AnswersAsync(await doors.BindAsync(Honest)));
        // The attacker's own newest ones live: a client behind the same address gets its turn.
        Assert.True(await BothDoors.AnswersAsync(await doors.BindAsync(Attacker)));
        await doors.UntilAsync(counts => counts.Opening <= 62 && counts.Leaving == 0);
        Assert.InRange(silent.Count(socket => !BothDoors.IsClosed(socket)), 50, 60);
        Assert.True(
            await doors.Log.HasAsync(
            $"closed a connection of {Attacker}: limit reached: connections of this address neither bound nor logged on"));
        Assert.True(await doors.Log.HasAsync($"more connections of {Attacker} in"), "the rest is told in one line");
        Assert.InRange(doors.Log.Lines.Count(line => line.Contains(Attacker, StringComparison.Ordinal)), 2, 8);
    }

    [Fact]
    public async Task Silent_connections_from_everywhere_make_way()
    {
        await using var doors = await BothDoors.StartAsync(Small);
        await using var client = await doors.LogOnAsync();
        var channel = await client.BindAsync(EchoInterface.EchoId);
        for (var i = 0; i < 600; i++) await doors.ConnectAsync(i % 2 == 0 ? doors.HttpEnd : doors.RpcEnd, $"127.0.0.{43 + i % 15}");
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains("here", await doors.GetAsync(Honest));
            Assert.True(await BothDoors.AnswersAsync(await doors.BindAsync(Honest)));
        }

        Assert.Equal(4, (await channel.CallAsync(0, new byte[4], null, default)).Stub.Length);
        Assert.InRange(doors.Gate.Admission.Counts.Connections, 150, 300);
        Assert.True(await doors.Log.HasAsync("limit reached: 240 connections"));
    }

    [Fact]
    public async Task Bound_connections_make_way_and_none_with_a_handle_or_of_a_caller_who_logged_on()
    {
        await using var doors = await BothDoors.StartAsync(Small, new ServedInterface(new OpeningInterface()));
        await using var client = await doors.LogOnAsync();
        var channel = await client.BindAsync(EchoInterface.EchoId);
        Assert.Equal(4, (await channel.CallAsync(0, new byte[4], null, default)).Stub.Length);
        var holding = await doors.BindAsync(Honest);
        Assert.True(await BothDoors.AnswersAsync(holding, 1));
        var idle = new List<Socket>();
        for (var i = 0; i < 500; i++)
            if (await doors.TryBindAsync(i % 2 == 0 ? Attacker : Other) is { } bound)
                idle.Add(bound);
        Assert.True(await BothDoors.AnswersAsync(await doors.BindAsync("127.0.0.43")));
        Assert.Contains("here", await doors.GetAsync("127.0.0.44"));
        Assert.True(await BothDoors.AnswersAsync(holding));
        Assert.Equal(4, (await channel.CallAsync(0, new byte[4], null, default)).Stub.Length);
        await doors.UntilAsync(counts => counts.Leaving == 0);
        Assert.InRange(idle.Count(socket => !BothDoors.IsClosed(socket)), 150, 215);
    }

    [Fact]
    public async Task A_peer_that_has_logged_on_before_gets_in_where_strangers_do_not()
    {
        var waiting = new Rpc.WaitingInterface();
        await using var doors = await BothDoors.StartAsync(
            Small with { Connections = 80, UnauthenticatedPerProxy = 1000 }, new ServedInterface(waiting));
        await using (var client = await doors.LogOnAsync()) await client.BindAsync(EchoInterface.EchoId);
        await doors.UntilAsync(counts => counts.Connections == 0);
        var full = 0;
        for (var i = 0; i < 90; i++)
        {
            if (await doors.ConnectAsync(doors.RpcEnd, Attacker) is not { } socket) continue;
            try
            {
                await socket.SendAsync(ClientCore.BindBytes());
                if (await socket.ReceiveAsync(new byte[200]) < 24) continue;
                await socket.SendAsync(ClientCore.RequestBytes(2, [1]));
                await waiting.Entered.WaitAsync(TimeSpan.FromSeconds(10));
                full++;
            }
            catch (SocketException)
            {
                // No place.
            }
        }

        Assert.Equal(70, full);
        // From 127.0.0.1, as before.
        await using var again = await doors.LogOnAsync();
        await again.BindAsync(EchoInterface.EchoId);
        waiting.Evict();
    }

    [Fact]
    public async Task A_Unix_user_has_so_many_connections_and_no_more()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "it takes root to be another user");
        await using var doors = await BothDoors.StartAsync(Small with { ConnectionsPerUser = 5 });
        var path = Path.Combine(Path.GetTempPath(), $"sekimori-{Guid.NewGuid():n}.sock");
        var endpoint = await doors.Rpc.BindLocalAsync(path, (UnixFileMode)0b110_110_110);
        endpoint.Interfaces = new([new(new EchoInterface())]);
        var nobody = AsUser(65534, () => Enumerable.Range(0, 12).Select(_ => Connect(path)).ToList());
        // All twelve have been loaded: what is in the queue of the socket looks open.
        for (var i = 0; i < 500 && nobody.Count(socket => !BothDoors.IsClosed(socket)) > 5; i++) await Task.Delay(20);
        await doors.UntilAsync(counts => counts.Connections == 5);
        Assert.Equal(5, nobody.Count(socket => !BothDoors.IsClosed(socket)));
        var owner = Enumerable.Range(0, 12).Select(_ => Connect(path)).ToList();
        await doors.UntilAsync(counts => counts is { Connections: 17, LoggedOn: 12 });
        Assert.True(await doors.Log.HasAsync("closed a connection of uid 65534: limit reached: 5 connections of this user"));
        foreach (var socket in nobody.Concat(owner)) socket.Dispose();
        await doors.UntilAsync(counts => counts is { Connections: 0, Held: 0, Peers: 0 });
    }

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>Does something on a thread that is another user; the C library's call would change all threads.</summary>
    private static T AsUser<T>(int user, Func<T> what)
    {
        T result = default!;
        var thread = new Thread(() =>
        {
            Assert.Equal(0, LinuxCalls.SetThreadUser(user));
            result = what();
        });
        thread.Start();
        thread.Join();
        return result;
    }
}
