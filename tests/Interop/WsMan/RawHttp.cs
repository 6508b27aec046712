using System.Net.Sockets;
using System.Text;

namespace Sekimori.Interop.WsMan;

/// <summary>HTTP as bytes, for requests that no client would send.</summary>
internal static class RawHttp
{
    /// <summary>Connects, and sends.</summary>
    public static async Task<Socket> SendAsync(Uri server, string request)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    /// <summary>What comes next; the empty string where the connection has ended.</summary>
    public static async Task<string> ReceiveAsync(Socket socket, TimeSpan? within = null, bool toTheEnd = false)
    {
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(15));
        var buffer = new byte[16 * 1024];
        var text = new StringBuilder();
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer, limit.Token)) > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
                if (!toTheEnd) break;
            }
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }

        return text.ToString();
    }
}
