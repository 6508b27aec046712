using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>
/// A way to a server on which the end of one side is not seen by the other, and which may stop taking the client's bytes.
/// </summary>
internal sealed class DeafRelay(int port) : LoopbackRelay(port)
{
    /// <summary>False: what the client sends stays in the socket.</summary>
    public bool Reads { get; set; } = true;

    protected override async Task RunAsync(TcpListener listener, int port, CancellationToken over)
    {
        using var client = await listener.AcceptSocketAsync();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, port);
        await Task.WhenAll(PassAsync(client, server, () => Reads, over), PassAsync(server, client, () => true, over));
        // Open until the test is over, whoever has closed.
        await Task.Delay(Timeout.Infinite, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task PassAsync(Socket from, Socket to, Func<bool> reads, CancellationToken over)
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
            {
                while (!reads()) await Task.Delay(20, over);
                var count = await from.ReceiveAsync(buffer, over);
                if (count == 0) return;
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent..count), over);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Over.
        }
    }
}
