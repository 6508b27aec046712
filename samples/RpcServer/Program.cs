using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Server.Rpc;

// RpcServer [PORT]: serves IGreeter on the loopback until Ctrl-C.
var port = args.Length > 0 ? int.Parse(args[0]) : 4711;
await using var server = new RpcServer(new RpcServerOptions(), NullLoggerFactory.Instance);
var endpoint = await server.BindTcpAsync(IPAddress.Loopback, port);
endpoint.Interfaces = new([new ServedInterface(new Greeter())]);
server.Start();
Console.WriteLine($"ncacn_ip_tcp:127.0.0.1[{port}]");
var stop = new TaskCompletionSource();
Console.CancelKeyPress += (_, e) => e.Cancel = stop.TrySetResult();
await stop.Task;

[RpcInterface("6b1f7a3e-2d41-4c0a-9a55-1f0b7c3d9e21", "1.0")]
public partial interface IGreeter
{
    [Opnum(0)]
    ValueTask<string?> GreetAsync(string name, CancellationToken cancellationToken);
}

public sealed class Greeter : GreeterServer
{
    public override ValueTask<string?> GreetAsync(RpcCall call, string name, CancellationToken cancellationToken) => new($"Hello, {name}");
}
