using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>A server on a free port of the loopback.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(RpcServer server, RpcEndpoint endpoint)
    {
        Server = server;
        Endpoint = endpoint;
    }

    public RpcServer Server { get; }

    public RpcEndpoint Endpoint { get; }

    public int Port => ((IPEndPoint)Endpoint.Address).Port;

    public RpcBinding Binding => new("127.0.0.1", Port);

    public static Task<RunningServer> StartAsync(RpcServerOptions? options = null, params ServedInterface[] interfaces) =>
        StartAsync(options, NullLoggerFactory.Instance, interfaces);

    public static async Task<RunningServer> StartAsync(
        RpcServerOptions? options, ILoggerFactory loggers, params ServedInterface[] interfaces)
    {
        var server = new RpcServer(options ?? new(), loggers);
        var endpoint = await server.BindTcpAsync(IPAddress.Loopback, 0);
        endpoint.Interfaces = new(interfaces.Length > 0 ? interfaces : [new(new EchoInterface())]);
        server.Start();
        return new(server, endpoint);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
