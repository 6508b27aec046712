using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>
/// Stands between client and server, and cuts each connection after this many bytes of one direction, until there are no more cuts to make.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly int _target;
    private readonly Task _served;
    private readonly ConcurrentQueue<Cut> _cuts = [];
    private readonly ConcurrentDictionary<Link, bool> _links = [];
    private int _made;

    public CuttingProxy(Uri server)
    {
        _target = server.Port;
        _listener.Start();
        Address = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _served = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections have been cut.</summary>
    public int Made => _made;

    /// <summary>How many cuts are still to be made.</summary>
    public int Left => _cuts.Count;

    /// <summary>Starts to cut, with the connections that are there.</summary>
    public void Begin(IEnumerable<Cut> cuts)
    {
        foreach (var cut in cuts) _cuts.Enqueue(cut);
        foreach (var link in _links.Keys) link.Next(_cuts);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        foreach (var link in _links.Keys) link.Close(reset: true);
        await _served;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptSocketAsync(_closing.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var link = new Link(client, server);
        link.Next(_cuts);
        _links[link] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
            await Task.WhenAny(CopyAsync(link, client, server, ofRequest: true), CopyAsync(link, server, client, ofRequest: false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Closed.
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Close(reset: false);
        }
    }

    private async Task CopyAsync(Link link, Socket from, Socket to, bool ofRequest)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
            {
                var passed = link.Pass(count, ofRequest, out var isCut, out var reset);
                if (passed > 0) await to.SendAsync(buffer.AsMemory(0, passed));
                if (!isCut) continue;
                Interlocked.Increment(ref _made);
                link.Close(reset);
                return;
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The other direction was cut.
        }
    }

    /// <summary>Where a connection is cut.</summary>
    /// <param name="OfRequest">True if bytes of the client count, false for those of the server.</param>
    /// <param name="After">After how many, from now on.</param>
    /// <param name="Reset">True for a reset, false for an end.</param>
    internal sealed record Cut(bool OfRequest, int After, bool Reset);

    private sealed class Link(Socket client, Socket server)
    {
        private readonly Lock _lock = new();
        private Cut? _cut;
        private int _passed;

        public void Next(ConcurrentQueue<Cut> cuts)
        {
            lock (_lock)
            {
                if (_cut is null && cuts.TryDequeue(out var cut)) _cut = cut;
            }
        }

        public int Pass(int count, bool ofRequest, out bool isCut, out bool reset)
        {
            (isCut, reset) = (false, false);
            lock (_lock)
            {
                if (_cut is not { } cut || cut.OfRequest != ofRequest) return count;
                var left = cut.After - _passed;
                _passed += count;
                if (count < left) return count;
                (isCut, reset) = (true, cut.Reset);
                return left;
            }
        }

        public void Close(bool reset)
        {
            foreach (var socket in new[] { client, server })
            {
                try
                {
                    if (reset) socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                }
                catch (Exception e) when (e is SocketException or InvalidOperationException)
                {
                    // Closed already.
                }
            }
        }
    }
}
