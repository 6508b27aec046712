using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.WsMan;

namespace Sekimori.Client.Gateway;

/// <summary>
/// The management ports of one target as ports of this machine's loopback address: each stream is a CONNECT through the gate. The ports
/// that the target's endpoint mapper names are opened when it names them, with the same numbers: RPC clients ignore the address of a
/// tower, and connect to the host that they know.
/// </summary>
/// <param name="gate">The gate.</param>
/// <param name="target">The target's name there.</param>
/// <param name="options">Where to listen.</param>
internal sealed class Connector(GatewayClient gate, string target, ConnectorOptions options) : IAsyncDisposable
{
    /// <summary>
    /// The ports that can be open. A lookup of all interfaces of a domain controller names some 30; each is a socket of this machine.
    /// </summary>
    public const int MostPorts = 512;

    // Clients open one connection for each interface; more are an error, and the gate has its own limit.
    private const int MostStreams = 512;

    private const int Backlog = 64;
    private const int BufferBytes = 64 * 1024;

    // One side has closed: what the other still has to say is short.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, Socket> _listeners = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _places = new(MostStreams);
    private readonly Lock _gate = new();

    /// <summary>The ports that are open now.</summary>
    public IReadOnlyList<int> Ports => [.. _listeners.Keys.Order()];

    /// <summary>Opens the ports of the start.</summary>
    /// <exception cref="SocketException">None of them can be opened.</exception>
    public void Start()
    {
        SocketException? last = null;
        foreach (var port in options.Ports)
        {
            if (TryOpen(port) is { } failure) last = failure;
        }
        if (_listeners.IsEmpty && last is not null) throw last;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        foreach (var listener in _listeners.Values) listener.Dispose();
        _listeners.Clear();
        _ending.Dispose();
    }

    private SocketException? TryOpen(int port)
    {
        var end = new IPEndPoint(options.Listen, port);
        lock (_gate)
        {
            if (_ending.IsCancellationRequested || _listeners.ContainsKey(port)) return null;
            if (_listeners.Count >= MostPorts)
            {
                options.Report($"port {port} is not opened: {MostPorts} are open already");
                return null;
            }
            var listener = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                listener.Bind(end);
                listener.Listen(Backlog);
            }
            catch (SocketException failure)
            {
                listener.Dispose();
                options.Report($"{end} cannot be opened: {failure.Message}{Remedy(failure, port)}");
                return failure;
            }
            _listeners[port] = listener;
            _ = AcceptAsync(listener, port);
        }
        options.Report($"{end} is {target}:{port}");
        return null;
    }

    private static string Remedy(SocketException failure, int port) => failure.SocketErrorCode switch
    {
        SocketError.AccessDenied when port < 1024 =>
            " (ports below 1024 need root, CAP_NET_BIND_SERVICE, or sysctl net.ipv4.ip_unprivileged_port_start=" + $"{port})",
        SocketError.AddressAlreadyInUse => " (choose another loopback address with --listen, such as 127.0.0.2)",
        _ => "",
    };

    private async Task AcceptAsync(Socket listener, int port)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_ending.Token).ConfigureAwait(false);
                _ = ServeAsync(socket, port);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that has gone before it was accepted, or no descriptor is free: the others wait.
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket, int port)
    {
        using var own = socket;
        socket.NoDelay = true;
        if (!options.AnyUser && !LoopbackPeer.IsOwn(socket))
        {
            options.Report($"refused a connection to port {port}: it is another user's (--any-user allows them)");
            return;
        }
        if (!await _places.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            options.Report($"refused a connection to port {port}: limit reached, {MostStreams} streams are open");
            return;
        }
        try
        {
            await using var stream = await gate.OpenAsync(target, port, _ending.Token).ConfigureAwait(false);
            await RelayAsync(socket, stream, port).ConfigureAwait(false);
        }
        catch (WsManClientException refused)
        {
            options.Report($"port {port}: {refused.Message}");
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone: the other notices.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task RelayAsync(Socket socket, Stream stream, int port)
    {
        await using var local = new NetworkStream(socket, ownsSocket: false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var watch = port == options.MapperPort ? new MapperWatch() : null;
        var sends = PassAsync(local, stream, null, ending.Token);
        var receives = PassAsync(stream, local, watch, ending.Token);
        var first = await Task.WhenAny(sends, receives).ConfigureAwait(false);
        ending.CancelAfter(first == receives ? TimeSpan.Zero : Linger);
        await Task.WhenAll(sends, receives).ConfigureAwait(false);
    }

    private async Task PassAsync(Stream from, Stream to, MapperWatch? watch, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                // Before the client reads the answer: it connects at once.
                if (watch is not null)
                {
                    foreach (var port in watch.Take(buffer.AsSpan(0, read))) TryOpen(port);
                }
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction ends with it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
