using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sekimori.Server.Admission;

namespace Sekimori.Server.Rpc;

/// <summary>
/// Kestrel's socket transport, without its HTTP. It is made by Kestrel's own services: one that is made by hand has no pool of pinned
/// blocks, and allocates nearly as much as it sends once answers are larger than a few blocks.
/// </summary>
internal sealed class RpcTransport : IAsyncDisposable
{
    private readonly WebApplication _services;
    private readonly IConnectionListenerFactory _factory;
    private readonly ConnectionGate _gate;
    private readonly GatedDoor _door;

    public RpcTransport(RpcServerOptions options, ConnectionGate gate, GatedDoor door, ILoggerFactory loggers)
    {
        (_gate, _door) = (gate, door);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseSockets(transport =>
        {
            // One fragment at most, and what arrives after it, waits unread; a client that sends faster is held back by TCP.
            transport.MaxReadBufferSize = 64 * 1024;
            // What arrives is processed where the socket reports it: two changes of thread less for each call. Calls that may take
            // long change the thread themselves (RpcServerInterface.IsQuick), or the end of their connection would not be seen.
            transport.UnsafePreferInlineScheduling = true;
            transport.CreateBoundListenSocket = options.ListenSocket ?? SocketTransportOptions.CreateDefaultBoundListenSocket;
        });
        _services = builder.Build();
        _factory = _services.Services.GetServices<IConnectionListenerFactory>().OfType<SocketTransportFactory>().First();
    }

    public async ValueTask<GatedListener> BindAsync(EndPoint address, CancellationToken cancellationToken) =>
        new(await _factory.BindAsync(address, cancellationToken).ConfigureAwait(false), _gate, _door);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
