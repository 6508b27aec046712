using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>Whoever sends a byte now and then keeps a connection no longer than one who sends none.</summary>
[Trait("Size", "Large")]
public sealed class DeadlineTests
{
    // Four times the limit: what is looked for is that there is an end.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_TLS_handshake_and_the_head_of_a_request_end_whatever_trickles_in()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder);
        // The start of a record of TLS with a ClientHello of 512 bytes (RFC 8446 5.1, 4.1.2), and a head that never ends.
        byte[] hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
        await Task.WhenAll(TrickleAsync(server.HttpsPort, hello, 7),
            TrickleAsync(server.HttpPort, Encoding.ASCII.GetBytes("POST /wsman HTTP/1.1\r\nHost: x\r\nX: "), (byte)'x'));
    }

    private static async Task TrickleAsync(int port, byte[] first, byte next)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(Longest);
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await socket.SendAsync(first, limit.Token);
        using var closed = new CancellationTokenSource();
        var sending = SendAsync(socket, next, closed.Token);
        // Kestrel answers a head that took too long with 408 before it closes.
        var answer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(answer, limit.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It was reset.
        }

        await closed.CancelAsync();
        Assert.True(await sending > 5, "it was closed at once: nothing trickled");
    }

    /// <summary>How many bytes went out before the other side closed.</summary>
    private static async Task<int> SendAsync(Socket socket, byte next, CancellationToken cancellation)
    {
        var sent = 0;
        try
        {
            for (; ; sent++)
            {
                await Task.Delay(500, cancellation);
                await socket.SendAsync(new[] { next }, cancellation);
            }
        }
        catch (Exception closed) when (closed is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return sent;
        }
    }
}
