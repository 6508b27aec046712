using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sekimori.Hosting.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Samples.RpcEcho;
using Sekimori.TestHost.Interfaces;

// Serves what the peers' suites call, prints where as KEY=VALUE lines, and stays until it is ended.
var address = new Option<string>("--address") { DefaultValueFactory = _ => "127.0.0.2", Description = "Where to listen." };
var port = new Option<int>("--rpc-port") { DefaultValueFactory = _ => 135, Description = "The endpoint mapper's port; 0 for a free one." };
var socket = new Option<string?>("--socket") { Description = "A Unix socket for the local transport." };
var insert = new Option<bool>("--allow-insert") { Description = "ept_insert and ept_delete over TCP too." };
var verbose = new Option<bool>("--verbose") { Description = "Log to the standard error output." };
var command = new RootCommand("Sekimori's test host") { address, port, socket, insert, verbose };
command.SetAction(async (settings, cancellationToken) =>
{
    using var loggers = LoggerFactory.Create(logging =>
    {
        if (settings.GetValue(verbose)) logging.SetMinimumLevel(LogLevel.Debug).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
    await using var server = new RpcServer(new RpcServerOptions(), loggers);
    var map = new EndpointMap();
    var where = IPAddress.Parse(settings.GetValue(address)!);
    var mapper = new ServedInterface(new EndpointMapperService(map, settings.GetValue(insert)));

    var well = await server.BindTcpAsync(where, settings.GetValue(port), cancellationToken);
    well.Serve(map, NoPrincipal, (mapper, "Endpoint mapper"));
    if (settings.GetValue(socket) is { } path)
        (await server.BindLocalAsync(path, cancellationToken: cancellationToken)).Serve(map, NoPrincipal, (mapper, "Endpoint mapper"));

    (ServedInterface, string)[] services =
    [
        (new(new RpcEchoService()), "rpcecho"),
        (new(new LsaRpcService()), "Local Security Authority"),
        (new(new SamRpcService()), "Security Account Manager"),
        (new(new DsSetupService()), "Directory setup"),
        (new(new DrsUapiService()), "Directory replication"),
        (new(new NetlogonService()), "Netlogon"),
    ];
    // Two ports: real servers answer a map with several towers too, and smbtorture wants more than ten elements.
    var first = await server.BindTcpAsync(where, 0, cancellationToken);
    first.Serve(map, NoPrincipal, services);
    var second = await server.BindTcpAsync(where, 0, cancellationToken);
    second.Serve(map, NoPrincipal, services);

    server.Start();
    Console.WriteLine($"ADDRESS={where}");
    Console.WriteLine($"RPC_PORT={((IPEndPoint)well.Address).Port}");
    Console.WriteLine($"DYNAMIC_PORT={((IPEndPoint)first.Address).Port}");
    Console.WriteLine($"SECOND_PORT={((IPEndPoint)second.Address).Port}");
    Console.WriteLine($"ENDPOINTS={map.Entries.Length}");
    Console.WriteLine("READY=1");

    var ended = new TaskCompletionSource();
    using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; ended.TrySetResult(); });
    using var stop = cancellationToken.Register(() => ended.TrySetResult());
    await ended.Task;
});
return await command.Parse(args).InvokeAsync();

static string? NoPrincipal(uint authenticationService) => null;
