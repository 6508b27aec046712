using System.Diagnostics;
using System.Globalization;
using Sekimori.Cim.Schema;
using Sekimori.Dcom.References;
using Sekimori.Wmi.Server;

namespace Sekimori.Server.Tests.Wmi;

/// <summary>
/// Clients that wait for rows, each with a connection of its own: SEKIMORI_WAITING says how many, 10,000 in <c>./test long</c>.
/// </summary>
public sealed class WaitingClientsTests(ITestOutputHelper output)
{
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("SEKIMORI_WAITING"), CultureInfo.InvariantCulture, out var count) ? count : 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_that_wait_in_Next_hold_no_thread_and_are_gone_with_their_connections()
    {
        await using var door = await WmiDoor.StartAsync(new ObjectManagerBuilder().Add("root/test", new EndlessProvider()).Build());
        await using var client = door.Connect();
        await using var services = await WmiDoor.LogOnAsync(client, "root/test");
        var (ipids, enumerators) = (new List<Guid>(), new List<EnumeratorObject>());
        for (var i = 0; i < Count; i++)
        {
            var found = await services.Interface.ExecQueryAsync("WQL", "SELECT * FROM Test_Endless", 0x30, null, Token);
            Assert.Equal(0u, found.Status);
            var ipid = Assert.IsType<StandardObjref>(Objref.Read(found.Enumerator!.Data)).Std.Ipid;
            ipids.Add(ipid);
            enumerators.Add(Assert.IsType<EnumeratorObject>(door.Exporter.Table.Find(ipid)!.Object.Target));
        }

        using var clients = await WaitingClients.StartAsync(door.Port, ipids, Token);
        try
        {
            await UntilAsync(() => Waiting() == Count, TimeSpan.FromSeconds(30));
            var threads = ThreadPool.ThreadCount;
            // A connection of a thread each would show: some threads of the pool belong to the test itself.
            Assert.InRange(threads, 0, 64);
            var before = Environment.CpuUsage.TotalTime;
            clients.Kill();
            var watch = Stopwatch.StartNew();
            await UntilAsync(() => Waiting() == 0, TimeSpan.FromSeconds(30));
            output.WriteLine($"{Count} clients, {threads} threads; gone after {watch.ElapsedMilliseconds} ms, " +
                $"{(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0} ms of processor time");
        }
        finally
        {
            clients.Kill();
        }

        int Waiting() => enumerators.Sum(one => one.Enumerator.Waiting);
    }

    private static async Task UntilAsync(Func<bool> holds, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < within, $"not within {within}");
            await Task.Delay(10, Token);
        }
    }
}
