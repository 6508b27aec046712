using System.Diagnostics;
using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Resources;

/// <summary>Nothing is spent before a logon: what a peer that nobody has authorised makes the server hold is bounded.</summary>
[Trait("Size", "Large")]
public sealed class MemoryTests
{
    private const string Open = "version: 1\nrules:\n  - { name: all, do: allow }\n";

    /// <summary>
    /// The server's own budget for peers before a logon is 128 MiB in all, and a busy heap comes on top; what is sent here was held whole
    /// before.
    /// </summary>
    private const long Most = 200L << 20;

    [Fact]
    public async Task Security_contexts_that_nobody_finishes_are_bounded()
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        var before = Usage.Memory(gate.Server.Command.Process);
        var token = RawRpc.Negotiate(5000);
        // 2,049 contexts on each of 24 connections, 5 KB each: 240 MB.
        await OnManyAsync(gate, 24, async connection =>
        {
            await connection.SendAsync(RawRpc.Negotiation(RawRpc.Bind, 1, token));
            for (uint n = 2; n < 2050; n++) await connection.SendAsync(RawRpc.Negotiation(RawRpc.AlterContext, n, token, n));
        }, before);
    }

    [Fact]
    public async Task Requests_that_nobody_finishes_are_bounded()
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        var before = Usage.Memory(gate.Server.Command.Process);
        var part = new byte[5800];
        // 4 MiB, less a little, on each of 100 connections: 400 MB.
        await OnManyAsync(gate, 100, async connection =>
        {
            await connection.SendAsync(RawRpc.Negotiation(RawRpc.Bind, 1));
            for (var n = 0; n < 720; n++) await connection.SendAsync(RawRpc.Fragment((byte)(n == 0 ? 1 : 0), 2, 2, part));
        }, before);
    }

    private static async Task OnManyAsync(AttackedGate gate, int count, Func<RawConnection, Task> send, long before)
    {
        var connections = new List<RawConnection>();
        using var stop = new CancellationTokenSource();
        try
        {
            for (var n = 0; n < count; n++) connections.Add(await RawConnection.OpenAsync(gate.Server.RpcPort, $"127.0.1.{70 + (n % 4)}"));
            var reading = connections.Select(connection => DrainAsync(connection, stop.Token)).ToList();
            await Parallel.ForEachAsync(connections, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (connection, _) =>
            {
                try
                {
                    await send(connection);
                }
                catch (Exception closed) when (closed is System.Net.Sockets.SocketException or OperationCanceledException)
                {
                    // The server has had enough of it.
                }
            });
            var process = gate.Server.Command.Process;
            var most = Usage.MostMemory(process) - before;
            Assert.False(process.HasExited, gate.Server.Command.Error);
            Assert.True(most < Most, $"it took {most >> 20} MiB");
            // And who comes meanwhile is served.
            using var other = await RawConnection.OpenAsync(gate.Server.RpcPort, "127.0.1.85");
            await other.SendAsync(RawRpc.Negotiation(RawRpc.Bind, 1));
            Assert.Equal(RawRpc.BindAck, (await other.ReadAsync(TimeSpan.FromSeconds(20)))![2]);
            await stop.CancelAsync();
            await Task.WhenAll(reading);
        }
        finally
        {
            connections.ForEach(one => one.Dispose());
        }
    }

    private static async Task DrainAsync(RawConnection connection, CancellationToken stop)
    {
        for (var clock = Stopwatch.StartNew(); !stop.IsCancellationRequested && clock.Elapsed < TimeSpan.FromMinutes(2);)
            if (await connection.ReadAsync(TimeSpan.FromMilliseconds(500)) is { Length: 0 }) return;
    }
}
