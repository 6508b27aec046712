using System.Net;
using System.Net.Sockets;

namespace Sekimori.Bench.Epm;

/// <summary>One bind and one ept_map for SAMR, as epmbench sends them: what they are answered with, the bare handler answers too.</summary>
internal static class Exchange
{
    private static readonly byte[] s_bind = Convert.FromHexString(
        "05000b03100000004800000001000000d016d0160000000001000000000001000883afe11f5dc91191a408002b14a0fa03000000045d888aeb1cc9119fe808002b10486002000000");

    private static readonly byte[] s_map = Convert.FromHexString(
        "0500000310000000a8000000020000009000000000000300" + "0100000000000000000000000000000000000000" + "020000004b0000004b000000"
        + "050013000d785734123412cdabef000123456789ac01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010007020000870100090400" + "00000000"
        + "00" + "0000000000000000000000000000000000000000" + "04000000");

    /// <summary>The two answers.</summary>
    public static async Task<(byte[] BindAck, byte[] Response)> AskAsync(IPEndPoint where)
    {
        using var socket = await ConnectAsync(where);
        var ack = await AskAsync(socket, s_bind);
        var response = await AskAsync(socket, s_map);
        return response[2] == 2 && BitConverter.ToUInt32(response, response.Length - 4) == 0
            ? (ack, response)
            : throw new InvalidOperationException($"ept_map was answered with {Convert.ToHexString(response)}");
    }

    /// <summary>A connection that has bound, and does nothing more.</summary>
    public static async Task<Socket> BoundAsync(IPEndPoint where)
    {
        var socket = await ConnectAsync(where);
        await AskAsync(socket, s_bind);
        return socket;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where)
    {
        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(where);
        return socket;
    }

    private static async Task<byte[]> AskAsync(Socket socket, byte[] pdu)
    {
        await socket.SendAsync(pdu);
        var answer = new byte[8192];
        var length = 0;
        do length += await socket.ReceiveAsync(answer.AsMemory(length));
        while (length < 10 || length < BitConverter.ToUInt16(answer, 8));
        return answer[..length];
    }
}
