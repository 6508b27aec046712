using System.Text;
using Sekimori.Client.Tests.WsMan;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>What an open session holds while nothing passes. Beside no other test: it counts the memory of the process.</summary>
[Collection(OneShellHost.Name)]
[Trait("Size", "Large")]
public sealed class IdleSessionTests
{
    private const int Sessions = 16;

    [Fact]
    public async Task A_session_keeps_nothing_of_the_request_that_opened_it()
    {
        await using var gate = await RunningGate.StartAsync();
        var open = new List<Stream>();
        try
        {
            // A head may have 128 KiB, as tickets with many groups need it.
            await MeasureAsync(100_000);
            var small = await MeasureAsync(1);
            // What a session holds, each does; what pools and threads keep once, the least of three turns has not.
            var least = long.MaxValue;
            for (var turn = 0; turn < 3; turn++) least = Math.Min(least, await MeasureAsync(100_000));
            Assert.InRange(least, 0, small + 50_000);
        }
        finally
        {
            foreach (var stream in open) await stream.DisposeAsync();
        }

        async Task<long> MeasureAsync(int length)
        {
            var before = Used();
            for (var i = 0; i < Sessions; i++)
            {
                var stream = await gate.DialAsync();
                open.Add(stream);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT echo:{gate.Target.Port} HTTP/1.1\r\n" +
                    $"Host: echo:{gate.Target.Port}\r\nUser-Agent: {new string('a', length)}\r\n{RunningGate.Basic()}\r\n"),
                    TestContext.Current.CancellationToken);
                Assert.StartsWith("HTTP/1.1 200", await RunningGate.ReadAsync(stream, 10_000, "\r\n\r\n"), StringComparison.Ordinal);
            }
            return (Used() - before) / Sessions;
        }
    }

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
