using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>
/// Stands between a client and a server, so that a test can end the connection at the server's side in the way that it wants.
/// </summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly List<TcpClient> _ends = [];

    public Relay(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint End => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Ends every connection to the server.</summary>
    /// <param name="isReset">True for RST, false for FIN.</param>
    public void Leave(bool isReset)
    {
        lock (_ends)
        {
            foreach (var end in _ends)
            {
                if (isReset) end.LingerState = new LingerOption(true, 0);
                end.Close();
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Leave(isReset: false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(_server);
        lock (_ends) _ends.Add(server);
        await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
        client.Dispose();
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to);
        }
        catch (Exception ended) when (ended is IOException or InvalidOperationException)
        {
            // One of the two ends is closed.
        }
    }
}
