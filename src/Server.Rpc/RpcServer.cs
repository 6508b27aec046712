using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sekimori.Guard.Admission;
using Sekimori.Rpc.Association;
using Sekimori.Server.Admission;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Rpc;

/// <summary>
/// An RPC server on Kestrel's socket transport: endpoints over TCP and over Unix sockets, each with its interfaces. Endpoints are bound
/// first, so that they can be registered with their real ports and nothing is half-started; <see cref="Start"/> starts to accept.
/// </summary>
public sealed partial class RpcServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RpcServerConnection, bool> _connections = new();
    private readonly List<RpcEndpoint> _endpoints = [];
    private readonly List<Task> _accepting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly RpcTransport _transport;
    private readonly ConnectionGate _gate;
    private readonly GatedDoor _door;
    private readonly RefusalLog _refusals;
    private readonly ILogger _logger;
    private readonly AssociationGroupTable _tcpGroups = new();
    private readonly AssociationGroupTable _localGroups = new();
    private ITimer? _timer;
    private int _connectionCount;
    private int _admitting;

    /// <summary>A server without endpoints.</summary>
    /// <param name="options">How it handles connections.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="clock">The time.</param>
    public RpcServer(RpcServerOptions options, ILoggerFactory loggers, TimeProvider? clock = null)
    {
        Options = options;
        Clock = clock ?? TimeProvider.System;
        _logger = loggers.CreateLogger<RpcServer>();
        _refusals = new(loggers.CreateLogger<RefusalLog>(), Clock);
        _gate = options.Gate ?? new(AdmissionLimits.Default, loggers, Clock);
        _door = new(Door.Rpc, () => Options.MaxConnections, options.Connect, RpcServerConnection.BaseCost);
        _transport = new(options, _gate, _door, loggers);
    }

    /// <summary>How it handles connections.</summary>
    public RpcServerOptions Options { get; }

    /// <summary>The endpoints, in the order in which they were bound.</summary>
    public IReadOnlyList<RpcEndpoint> Endpoints => _endpoints;

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    internal TimeProvider Clock { get; }

    internal ILogger Logger => _logger;

    internal ConnectionGate Gate => _gate;

    /// <summary>Whether there are connections, also such as wait for a thread that admits them.</summary>
    private bool IsServing => !_connections.IsEmpty || Volatile.Read(ref _admitting) > 0;

    /// <summary>Starts to accept on every endpoint that is bound, and on those that are bound later.</summary>
    public void Start()
    {
        _timer = Clock.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (var endpoint in _endpoints) Accept(endpoint);
    }

    /// <summary>
    /// Stops accepting, lets the calls that run come to their end for <see cref="RpcServerOptions.StopTimeout"/>, and closes every
    /// connection.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var endpoint in _endpoints)
            if (endpoint.Listener is { } listener)
                await listener.UnbindAsync().ConfigureAwait(false);
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        // Those that come into the list after this see that the server is stopping.
        foreach (var connection in _connections.Keys) connection.Stop();
        var until = Clock.GetTimestamp();
        while (IsServing && Clock.GetElapsedTime(until) < Options.StopTimeout) await Task.Delay(10).ConfigureAwait(false);
        foreach (var connection in _connections.Keys) connection.Abort("the server is stopping");
        foreach (var endpoint in _endpoints)
        {
            if (endpoint.Listener is not { } listener) continue;
            await listener.DisposeAsync().ConfigureAwait(false);
            if (endpoint.Address is UnixDomainSocketEndPoint) File.Delete(endpoint.SecondaryAddress);
        }

        if (_timer is { } timer) await timer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        if (Options.Gate is null) _gate.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Serves a connection of a listener of the application, which may have passed admission already.</summary>
    internal async Task ServeAsync(RpcEndpoint endpoint, ConnectionContext context)
    {
        if ((context.Features.Get<Place>() ?? _gate.TryEnter(context, _door)) is not { } place)
        {
            context.Abort(new ConnectionAbortedException("limit of connections reached"));
            return;
        }

        try
        {
            await ServeAsync(endpoint, context, place).ConfigureAwait(false);
        }
        finally
        {
            place.Leave();
        }
    }

    private async Task ServeAsync(RpcEndpoint endpoint, ConnectionContext context, Place place)
    {
        var guard = Options.Guard?.Admit(PlainEndPoint.Of(context.RemoteEndPoint), PlainEndPoint.Of(context.LocalEndPoint));
        if (guard is null && Options.Guard is not null)
        {
            context.Abort(new ConnectionAbortedException("address denied by policy"));
            return;
        }

        var connection = new RpcServerConnection(endpoint, context, guard, place);
        Interlocked.Increment(ref _connectionCount);
        _connections.TryAdd(connection, true);
        if (_stopping.IsCancellationRequested) connection.Stop();
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            Interlocked.Decrement(ref _connectionCount);
        }
    }

    private void Accept(RpcEndpoint endpoint)
    {
        if (endpoint.Listener is { } listener) _accepting.Add(AcceptAsync(endpoint, listener));
    }

    private async Task AcceptAsync(RpcEndpoint endpoint, GatedListener listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Accepted accepted;
            try
            {
                accepted = await listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Existing connections continue, and new ones are tried again.
                _logger.AcceptFailed(endpoint.Address, e.Message);
                await Task.Delay(100).ConfigureAwait(false);
                continue;
            }

            if (accepted is not { Connection: { } context, Place: { } place }) return;
            Interlocked.Increment(ref _admitting);
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => _ = work.Endpoint.Server.AdmitAsync(work.Endpoint, work.Context, work.Place),
                (Endpoint: endpoint, Context: context, Place: place), preferLocal: false);
        }
    }

    private async Task AdmitAsync(RpcEndpoint endpoint, ConnectionContext context, Place place)
    {
        try
        {
            if (place.State != PlaceState.Passing)
                await ServeAsync(endpoint, context, place).ConfigureAwait(false);
            else
            {
                _refusals.Write(context.RemoteEndPoint, context.LocalEndPoint);
                context.Abort(new ConnectionAbortedException("not on the allow list"));
                if (Options.Guard is { } guard)
                    await guard.NotAdmittedAsync(PlainEndPoint.Of(context.RemoteEndPoint), PlainEndPoint.Of(context.LocalEndPoint))
                        .ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            _logger.ConnectionFailed(context.RemoteEndPoint, e);
        }
        finally
        {
            Interlocked.Decrement(ref _admitting);
            await context.DisposeAsync().ConfigureAwait(false);
            place.Leave();
        }
    }

    private void Tick()
    {
        var now = Clock.GetUtcNow();
        foreach (var (connection, _) in _connections) connection.Tick(now);
    }
}
