using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Hosting.Rpc;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Bench.Epm;

/// <summary>One of the servers that are compared, in a process of its own. Each line on its input is answered with its resident memory after a collection, in bytes.</summary>
internal static class Serving
{
    private static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    public static async Task<int> RunAsync(string kind, IPEndPoint where, string[] canned)
    {
        if (kind == "ours") await StartOursAsync(where);
        else await StartBareAsync(where, Convert.FromHexString(canned[0]), Convert.FromHexString(canned[1]));
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
                await Task.Delay(200);
            }

            Console.WriteLine(Environment.WorkingSet);
        }

        return 0;
    }

    /// <summary>The mapper itself, with sixteen endpoints of which one is asked for.</summary>
    private static async Task StartOursAsync(IPEndPoint where)
    {
        var server = new RpcServer(new RpcServerOptions(), NullLoggerFactory.Instance);
        var endpoint = await server.BindTcpAsync(where.Address, where.Port);
        var map = new EndpointMap();
        endpoint.Serve(map, _ => null, (new(new EndpointMapperService(map)), "Endpoint mapper"));
        map.Register(Enumerable.Range(0, 14).Select(i => new EndpointEntry(
            Guid.Empty, new TowerBinding(i == 7 ? Samr : new(Guid.NewGuid(), 1, 0), SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{49152 + i}", ""), $"Endpoint {i}", isOwn: true)));
        server.Start();
    }

    private static async Task StartBareAsync(IPEndPoint where, byte[] bindAck, byte[] response)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(where, listen => listen.Run(new BareHandler(bindAck, response).OnConnectedAsync)));
        await builder.Build().StartAsync();
    }
}
