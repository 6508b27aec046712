using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Bench.Cim;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Server.Rpc;
using Sekimori.Server.WsMan;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;
using Sekimori.WsMan.Operations;

namespace Sekimori.Bench.Wmi;

/// <summary>
/// WMI, the calls of bench/rpc and WS-Management over HTTP in one process: the same runtime, collector, accounts and objects. The processes
/// of this machine are repeated, so that the answer and not its source is measured. WMI twice: resolver and objects at one port, and, after
/// the port of HTTP, at two.
/// </summary>
internal static class LiveServer
{
    public const string Class = "Win32_Process", Endless = "root/endless";

    /// <summary>Rows of an answer: a busy server has about as many processes.</summary>
    public const int Rows = 1_000;

    public static async Task<int> RunAsync(string address, int rpcPort, int httpPort)
    {
        var folder = Directory.CreateTempSubdirectory("wmibench");
        try
        {
            var real = await Encodings.ProcessesAsync();
            List<CimInstance> rows = [.. Enumerable.Range(0, Rows).Select(i => real[i % real.Count])];
            var objects = new ObjectManagerBuilder().Add("root/cimv2", new ListProvider(real[0].Class, rows))
                .Add(Endless, new RingProvider(real[0].Class, real)).Build();
            var acceptor = Bench.Rpc.Servers.Acceptor(folder.FullName, null);
            var ip = IPAddress.Parse(address);
            using var exporter = new ObjectExporter(new DcomOptions { Port = rpcPort }, TimeProvider.System);
            await using var rpc = await OpenRpcAsync(objects, exporter, acceptor, ip, rpcPort, rpcPort);
            using var apart = new ObjectExporter(new DcomOptions { Port = httpPort + 2 }, TimeProvider.System);
            await using var two = await OpenRpcAsync(objects, apart, acceptor, ip, httpPort + 1, httpPort + 2);
            await using var service = new WsManService(
                objects, null, new WsManSettingsStore(new WsManSettings()), WsManServiceInfo.Default("bench"), TimeProvider.System);
            await using var http = await OpenHttpAsync(service, acceptor, ip, httpPort);
            Bench.Rpc.Servers.Report();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<RpcServer> OpenRpcAsync(
        ObjectManager objects, ObjectExporter exporter, SecurityAcceptor acceptor, IPAddress address, int port, int objectsPort)
    {
        var server = new RpcServer(new RpcServerOptions { Security = acceptor }, NullLoggerFactory.Instance);
        var endpoint = await server.BindTcpAsync(address, port);
        var exported = objectsPort == port ? endpoint : await server.BindTcpAsync(address, objectsPort);
        endpoint.Serve(new EndpointMap(), _ => null, (new ServedInterface(new RpcEchoService()), "rpcecho"));
        var classes = new ClassRegistry();
        classes.Add(new WmiServer(objects, exporter, new WmiLimits(), TimeProvider.System).Class);
        endpoint.ServeUnregistered(exporter.ServeResolver(classes));
        exported.ServeUnregistered(exporter.Serve(classes.Interfaces));
        server.Start();
        return server;
    }

    private static async Task<WebApplication> OpenHttpAsync(
        WsManService service, SecurityAcceptor acceptor, IPAddress address, int port)
    {
        var handler = new WsManHandler(service, [.. ContextLogon.All(acceptor)], NullLogger<WsManHandler>.Instance);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(handler.HandleAsync);
        await application.StartAsync();
        return application;
    }
}
