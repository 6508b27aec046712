using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.ServiceMaps;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Storage.Files;
using Sekimori.Storage.Map;

namespace Sekimori.Bench.Guarding;

/// <summary>
/// What the guard itself takes for a call of ept_map, without a network and without a mapper: processor time and memory, what it does
/// behind the call included.
/// </summary>
internal static class GuardAlone
{
    private const int Calls = 400_000;

    private static readonly RpcInterfaceInfo EndpointMapper = new("epmapper", new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0),
        ["ept_insert", "ept_delete", "ept_lookup", "ept_map", "ept_lookup_handle_free", "ept_inq_object", "ept_mgmt_delete"]);

    /// <summary>SAMR, as a tower of ept_map names it.</summary>
    private static readonly string Asked = new Guid("12345778-1234-abcd-ef00-0123456789ac").ToString();

    public static async Task RunAsync()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("sekimori-bench-").FullName);
        try
        {
            await using var services = new LiveServiceMap(
                new() { File = folder.File(SqliteServiceMap.FileName), Keep = TimeSpan.FromDays(90) },
                NullLogger<LiveServiceMap>.Instance, TimeProvider.System);
            foreach (var map in (LiveServiceMap?[])[null, services]) await RunAsync(folder, map);
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private static async Task RunAsync(DataFolder folder, LiveServiceMap? services)
    {
        // Each with an audit log of its own: two guards cannot write one.
        await using var guard = LiveServer.Guard(
            new DataFolder(folder.Folder(services is null ? "unmapped" : "mapped").FullName), services);
        var connection = guard.Admit(new(IPAddress.Loopback, 50_000), new(IPAddress.Loopback, 135))!;
        var group = new AssociationGroup(1);
        for (var turn = 0; turn < 4; turn++)
        {
            var (before, allocated, pause) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
            var watch = Stopwatch.StartNew();
            for (var at = 0; at < Calls; at++)
            {
                // As a generated server does it: the facts of what was decoded, the question, the answer.
                var call = new RpcCall
                {
                    Interface = EndpointMapper, Opnum = 3, Caller = Caller.Anonymous, Group = group, CallId = 2, StubLength = 132,
                    Guard = connection,
                };
                var facts = connection.FactsFor(call);
                facts?.Add(Fact.MappedInterface, Asked);
                var ready = connection.AskAsync(call, facts);
                if (!ready.IsCompletedSuccessfully) await ready;
                connection.Answered(call, 0);
            }
            var called = watch.Elapsed;
            while (guard.Waiting > 0) await Task.Delay(5);
            if (turn == 0) continue; // the compiler's
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"ept_map, {(services is null ? "map off" : "map on"),-7}: {called.TotalNanoseconds / Calls:0} ns in the call, " +
                $"{(Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Calls:0} ns of processor time in all, " +
                $"{(GC.GetTotalAllocatedBytes() - allocated) / Calls} bytes, " +
                $"{(GC.GetTotalPauseDuration() - pause).TotalNanoseconds / Calls:0} ns of it collecting"));
        }
    }
}
