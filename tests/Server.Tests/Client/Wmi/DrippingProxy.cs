using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>Stands between client and server. What the server sends arrives byte by byte.</summary>
internal sealed class DrippingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _served;

    public DrippingProxy()
    {
        _listener.Start();
        _served = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The server.</summary>
    public int Target { get; set; }

    /// <summary>The time between two bytes.</summary>
    public TimeSpan Pause { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _served;
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        var links = new List<Task>();
        try
        {
            while (true) links.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(links);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, Target, _closing.Token);
            var up = client.GetStream().CopyToAsync(server.GetStream(), _closing.Token);
            await Task.WhenAny(up, DripAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // Closed.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task DripAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReadAsync(buffer, _closing.Token) is > 0 and var count)
                for (var i = 0; i < count; i++)
                {
                    await to.WriteAsync(buffer.AsMemory(i, 1), _closing.Token);
                    if (Pause > TimeSpan.Zero) await Task.Delay(Pause, _closing.Token);
                }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // One of them has left.
        }
    }
}
