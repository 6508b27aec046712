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
            // What a session holds, each does; what pools and threads take or give back once is in one turn only.
            var (small, large) = (new List<long>(), new List<long>());
            for (var turn = 0; turn < 5; turn++)
            {
                small.Add(await MeasureAsync(1));
                large.Add(await MeasureAsync(100_000));
            }
            Assert.True(Median(large) <= Median(small) + 50_000, $"{string.Join(' ', large)} bytes, instead of {string.Join(' ', small)}");
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

    private static long Median(List<long> turns) => turns.Order().ElementAt(turns.Count / 2);

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
