using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>
/// A way to a server on which the end of one side is not seen by the other, and which may stop taking the client's bytes.
/// </summary>
internal sealed class DeafRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _running;

    public DeafRelay(int port)
    {
        _listener.Start();
        _running = RunAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>False: what the client sends stays in the socket.</summary>
    public bool Reads { get; set; } = true;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _running;
        _over.Dispose();
    }

    private async Task RunAsync(int port)
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, port);
        await Task.WhenAll(PassAsync(client, server, () => Reads), PassAsync(server, client, () => true));
        // Open until the test is over, whoever has closed.
        await Task.Delay(Timeout.Infinite, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PassAsync(Socket from, Socket to, Func<bool> reads)
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
            {
                while (!reads()) await Task.Delay(20, _over.Token);
                var count = await from.ReceiveAsync(buffer, _over.Token);
                if (count == 0) return;
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent..count), _over.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Over.
        }
    }
}
