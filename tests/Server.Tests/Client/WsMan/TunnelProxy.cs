using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>A proxy for tests: CONNECT or SOCKS 5, a tunnel to wherever the test says, whatever name was asked for.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly int _target;
    private readonly string _refusal;
    private readonly Task _served;

    public TunnelProxy(int target, string refusal = "")
    {
        (_target, _refusal) = (target, refusal);
        _listener.Start();
        _served = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests; of SOCKS the name and the port that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        foreach (var one in _open) one.Dispose();
        await _served;
    }

    private async Task ServeAsync()
    {
        var links = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _open.Add(client);
                links.Add(LinkAsync(client));
            }
        }
        // A listener that is stopped between two clients says that it is not listening.
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(links);
        }
    }

    private async Task LinkAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            var first = new byte[1];
            await stream.ReadExactlyAsync(first, _closing.Token);
            if (first[0] == 5) await SocksAsync(stream);
            else if (!await ConnectAsync(stream)) return;
            using var server = new TcpClient();
            _open.Add(server);
            await server.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
            await Task.WhenAny(stream.CopyToAsync(server.GetStream(), _closing.Token),
                server.GetStream().CopyToAsync(stream, _closing.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // The test has ended, or the peer has gone.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task<bool> ConnectAsync(NetworkStream stream)
    {
        var head = new StringBuilder("C");
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _closing.Token);
            head.Append((char)one[0]);
        }
        Asked.Enqueue(head.ToString());
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(_refusal.Length > 0 ? _refusal : "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"),
            _closing.Token);
        return _refusal.Length == 0;
    }

    private async Task SocksAsync(NetworkStream stream)
    {
        var methods = new byte[await ByteAsync(stream)];
        await stream.ReadExactlyAsync(methods, _closing.Token);
        await stream.WriteAsync((byte[])[5, methods[^1]], _closing.Token);
        var user = "";
        if (methods[^1] == 2)
        {
            await ByteAsync(stream);
            user = $"{await TextAsync(stream)}:{await TextAsync(stream)}@";
            await stream.WriteAsync((byte[])[1, 0], _closing.Token);
        }
        var request = new byte[4];
        await stream.ReadExactlyAsync(request, _closing.Token);
        var name = request[3] == 3 ? await TextAsync(stream) : "an address";
        var port = await ByteAsync(stream) << 8 | await ByteAsync(stream);
        Asked.Enqueue($"{user}{name}:{port}");
        await stream.WriteAsync((byte[])[5, 0, 0, 1, 127, 0, 0, 1, 0, 0], _closing.Token);
    }

    private async Task<string> TextAsync(NetworkStream stream)
    {
        var bytes = new byte[await ByteAsync(stream)];
        await stream.ReadExactlyAsync(bytes, _closing.Token);
        return Encoding.ASCII.GetString(bytes);
    }

    private async Task<int> ByteAsync(NetworkStream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, _closing.Token);
        return one[0];
    }
}
