using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sekimori.Guard;
using Sekimori.Hosting.Guarding;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Storage.Files;

namespace Sekimori.Bench.Guarding;

/// <summary>What the guard itself takes for a call of ept_map, without a network and without a mapper: processor time and memory, what it does behind the call included.</summary>
internal static class GuardAlone
{
    private const int Calls = 400_000;

    private static readonly RpcInterfaceInfo EndpointMapper = new("epmapper", new(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0),
        ["ept_insert", "ept_delete", "ept_lookup", "ept_map", "ept_lookup_handle_free", "ept_inq_object", "ept_mgmt_delete"]);

    /// <summary>The arguments of [C706] ept_map for SAMR over ncacn_ip_tcp, as epmbench sends them.</summary>
    private static readonly byte[] Stub = Arguments();

    private static byte[] Arguments()
    {
        byte[] tower =
        [
            5, 0, 19, 0, 0x0d, .. new Guid("12345778-1234-abcd-ef00-0123456789ac").ToByteArray(), 1, 0, 2, 0, 0, 0,
            19, 0, 0x0d, .. new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860").ToByteArray(), 2, 0, 2, 0, 0, 0,
            1, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0x07, 2, 0, 0, 135, 1, 0, 0x09, 4, 0, 0, 0, 0, 0,
        ];
        byte[] length = BitConverter.GetBytes(tower.Length);
        return [1, 0, 0, 0, .. new byte[16], 2, 0, 0, 0, .. length, .. length, .. tower, 0, .. new byte[20], 4, 0, 0, 0];
    }

    public static async Task RunAsync()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("sekimori-bench-").FullName);
        try
        {
            await using var guard = LiveServer.Guard(folder);
            var connection = guard.Admit(new(IPAddress.Loopback, 50_000), new(IPAddress.Loopback, 135))!;
            var call = new RpcCall { Interface = EndpointMapper, Opnum = 3, Caller = Caller.Anonymous, Group = new(1), CallId = 2 };
            for (var turn = 0; turn < 4; turn++)
            {
                var (before, allocated, pause) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
                var watch = Stopwatch.StartNew();
                for (var at = 0; at < Calls; at++)
                {
                    var admission = connection.Judge(call, Stub, default);
                    if (!admission.Ready.IsCompletedSuccessfully) await admission.Ready;
                    connection.Answered(admission.State!, 0, Stub);
                }
                var called = watch.Elapsed;
                while (guard.Waiting > 0) await Task.Delay(5);
                if (turn == 0) continue; // the compiler's
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"ept_map: {called.TotalNanoseconds / Calls:0} ns in the call, {(Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Calls:0} ns of processor time in all, {(GC.GetTotalAllocatedBytes() - allocated) / Calls} bytes, {(GC.GetTotalPauseDuration() - pause).TotalNanoseconds / Calls:0} ns of it collecting"));
            }
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }
}
