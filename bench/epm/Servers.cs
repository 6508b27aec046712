using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;
using Sekimori.Server.Rpc;

namespace Sekimori.Bench.Epm;

/// <summary>
/// The two servers. Each says "ready", then the kilobytes that it occupies after a collection for each line that it reads.
/// </summary>
internal static class Servers
{
    private static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    public static async Task<int> RunOursAsync(string address, int port)
    {
        await using var server = new RpcServer(new RpcServerOptions(), NullLoggerFactory.Instance);
        var map = new EndpointMap();
        var endpoint = await server.BindTcpAsync(IPAddress.Parse(address), port);
        endpoint.Serve(map, _ => null, (new ServedInterface(new EndpointMapperService(map)), "Endpoint mapper"));
        map.Register(Enumerable.Range(0, 25).Select(i => Entry(i == 0 ? Samr : new SyntaxId(Guid.NewGuid(), 1, 0))));
        server.Start();
        Report();
        return 0;
    }

    public static async Task<int> RunBareAsync(string address, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Listen(IPAddress.Parse(address), port, listen =>
                listen.Run(new BareHandler(CannedAnswers.BindAck, CannedAnswers.MapResponse).OnConnectedAsync));
        });
        await using var host = builder.Build();
        await host.StartAsync();
        Report();
        return 0;
    }

    private static EndpointEntry Entry(SyntaxId served) =>
        new(Guid.Empty, new TowerBinding(served, SyntaxId.Ndr20, ProtocolSequence.Tcp, "49152", ""), "", isOwn: true);

    private static void Report()
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
    }
}
