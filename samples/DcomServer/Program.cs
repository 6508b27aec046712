using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Server.Rpc;

// DcomServer ADDRESS: serves the class Greeter for the account guest on port 135 and a port of its own, until Ctrl-C.
var address = IPAddress.Parse(args[0]);
var security = new SecurityAcceptor(new SecurityAcceptorSettings
{
    Accounts = new Guest(), Authority = new LocalAuthority(Dns.GetHostName(), null),
    Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
});
await using var server = new RpcServer(new RpcServerOptions { Security = security }, NullLoggerFactory.Instance);
var resolver = await server.BindTcpAsync(address, 135);
var objects = await server.BindTcpAsync(address, 0);
var port = ((IPEndPoint)objects.Address).Port;
using var exporter = new ObjectExporter(
    new DcomOptions { Port = port, Addresses = [address], Names = [Dns.GetHostName()] }, TimeProvider.System);
var classes = new ClassRegistry();
classes.Add(new ComClass(
    new("9c0e5b1a-6d2f-4e37-8a41-b5c7d9e0f123"), "Greeter", (_, _) => new(new ComObject(new Greeter())), [IGreeter.Info]));
resolver.ServeUnregistered(exporter.ServeResolver(classes));
objects.ServeUnregistered(exporter.Serve(classes.Interfaces));
server.Start();
Console.WriteLine($"ncacn_ip_tcp:{address}[135], objects on port {port}");
var stop = new TaskCompletionSource();
Console.CancelKeyPress += (_, e) => e.Cancel = stop.TrySetResult();
await stop.Task;

[ComInterface("94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90")]
public partial interface IGreeter
{
    [Opnum(3)]
    ValueTask<GreetResult> GreetAsync([Bstr] string? name, CancellationToken cancellationToken);
}

public sealed record GreetResult([Bstr] string? Text, uint Status);

public sealed class Greeter : GreeterServer
{
    public override ValueTask<GreetResult> GreetAsync(RpcCall call, string? name, CancellationToken cancellationToken) =>
        new(new GreetResult($"Hello {name}, you are {call.Caller.Account}", ComStatus.Ok));
}
