using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sekimori.Server.Admission;
using Sekimori.Server.Listening;

namespace Sekimori.Server.WsMan;

/// <summary>
/// One listener of WS-Management: a Kestrel of its own, so that it opens and closes while others serve. Kestrel can change the endpoints of
/// one server only by a configuration that it reads again when it likes, and reports to nobody whether a port could be bound.
/// </summary>
public sealed class WsManPort : IAsyncDisposable
{
    private const string Served = "/wsman";

    private readonly WebApplication _host;
    private readonly RequestDelegate _handler;
    private volatile string _prefix;

    private WsManPort(WebApplication host, RequestDelegate handler, string prefix) => (_host, _handler, _prefix) = (host, handler, prefix);

    /// <summary>The path below which requests are taken, without slashes at its ends; "wsman" by default.</summary>
    public string Prefix
    {
        get => _prefix;
        set => _prefix = value;
    }

    /// <summary>Starts to serve.</summary>
    /// <param name="ends">Where; <paramref name="sockets"/> has them open.</param>
    /// <param name="sockets">The sockets, which are taken from there.</param>
    /// <param name="prefix">The path below which requests are taken.</param>
    /// <param name="layers">Puts guard and TLS in front of an endpoint.</param>
    /// <param name="handler">Answers requests; it sees each as one below /wsman.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="gate">Gives connections their places as they are accepted; null: every connection is taken, and
    /// <paramref name="layers"/> may ask a gate.</param>
    /// <param name="door">What the gate needs to know.</param>
    public static async Task<WsManPort> OpenAsync(
        IReadOnlyList<IPEndPoint> ends, ListenSockets sockets, string prefix, Action<ListenOptions> layers, RequestDelegate handler,
        ILoggerFactory loggers, ConnectionGate? gate = null, GatedDoor? door = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(transport =>
        {
            transport.CreateBoundListenSocket = sockets.Take;
            // What waits unread while a request is answered: as much as is written at a time.
            transport.MaxReadBufferSize = 64 * 1024;
        });
        if (gate is not null && door is not null)
        {
            builder.Services.AddSingleton<SocketTransportFactory>();
            builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory>(
                services => new GatedTransport(services.GetRequiredService<SocketTransportFactory>(), gate, door)));
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            foreach (var end in ends) kestrel.Listen(end, layers);
        });
        var port = new WsManPort(builder.Build(), handler, prefix);
        try
        {
            await port.Server.StartAsync(new Application(port), CancellationToken.None).ConfigureAwait(false);
            return port;
        }
        catch
        {
            await port.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Ends it. No connection is taken any more when this returns its task; the task ends when the requests under way are answered.
    /// </summary>
    /// <param name="limit">Cut connections off when this is set.</param>
    public async Task CloseAsync(CancellationToken limit)
    {
        await Server.StopAsync(limit).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends it and its connections at once.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private IServer Server => _host.Services.GetRequiredService<IServer>();

    private Task AnswerAsync(HttpContext context)
    {
        var (path, prefix) = (context.Request.Path, _prefix);
        // The path of Identify without a logon is the same on every listener.
        if (prefix.Equals("wsman", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/wsman-anon", StringComparison.OrdinalIgnoreCase)) return _handler(context);
        context.Request.Path = path.StartsWithSegments("/" + prefix, StringComparison.OrdinalIgnoreCase, out var rest)
            ? Served + rest
            : "/";
        return _handler(context);
    }

    /// <summary>
    /// Kestrel's requests without the middleware, scopes and counters of a web application: there is one handler, and it does all of it.
    /// </summary>
    private sealed class Application(WsManPort port) : IHttpApplication<DefaultHttpContext>
    {
        public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            // Kestrel keeps it for the next request of the connection.
            if (contextFeatures is not IHostContextContainer<DefaultHttpContext> kept) return new DefaultHttpContext(contextFeatures);
            if (kept.HostContext is { } context) context.Initialize(contextFeatures);
            else kept.HostContext = context = new DefaultHttpContext(contextFeatures);
            return context;
        }

        public Task ProcessRequestAsync(DefaultHttpContext context) => port.AnswerAsync(context);

        public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
    }
}
