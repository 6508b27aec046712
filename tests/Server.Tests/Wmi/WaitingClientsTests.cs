using System.Diagnostics;
using System.Globalization;
using Sekimori.Cim.Schema;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom.References;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Wmi.Interfaces;
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
        var (connections, calls, enumerators) = (new List<RpcConnection>(), new List<Task>(), new List<EnumeratorObject>());
        for (var i = 0; i < Count; i++)
        {
            var found = await services.Interface.ExecQueryAsync("WQL", "SELECT * FROM Test_Endless", 0x30, null, Token);
            Assert.Equal(0u, found.Status);
            var ipid = Assert.IsType<StandardObjref>(Objref.Read(found.Enumerator!.Data)).Std.Ipid;
            enumerators.Add(Assert.IsType<EnumeratorObject>(door.Exporter.Table.Find(ipid)!.Object.Target));
            var options = WmiDoor.Options with { TransferSyntaxes = [SyntaxId.Ndr20], CallTimeout = TimeSpan.FromMinutes(10) };
            var connection = new RpcConnection(new RpcBinding("127.0.0.1", door.Port), WmiDoor.Credential, options);
            connections.Add(connection);
            var rows = await connection.BindAsync<IEnumWbemClassObject>(ipid, Token);
            calls.Add(rows.NextAsync(-1, 1, Token).AsTask());
        }

        await UntilAsync(() => Waiting() == Count, TimeSpan.FromSeconds(30));
        var threads = ThreadPool.ThreadCount;
        // A connection of a thread each would show: some threads of the pool belong to the test itself.
        Assert.InRange(threads, 0, 64);
        foreach (var connection in connections) await connection.DisposeAsync();
        var watch = Stopwatch.StartNew();
        await UntilAsync(() => Waiting() == 0, TimeSpan.FromSeconds(30));
        output.WriteLine($"{Count} clients, {threads} threads; gone after {watch.ElapsedMilliseconds} ms");
        foreach (var call in calls) await Task.WhenAny(call);
        Assert.All(calls, call => Assert.True(call.IsFaulted || call.IsCanceled));

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
