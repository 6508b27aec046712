using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Bench.Gate;

/// <summary>One turn of RPC load: calls on one connection and on eight, bulk, connections with a bind and a call.</summary>
internal static class RpcLoad
{
    private const int BulkBytes = 256 << 20, FragmentBytes = 5840, RequestHeader = 24;

    /// <param name="end">Where RPC is served.</param>
    /// <param name="gate">The port of the gate to log on at first; 0 for none.</param>
    /// <param name="seconds">How long each figure takes.</param>
    public static async Task<int> RunAsync(IPEndPoint end, int gate, double seconds)
    {
        await using var login = gate == 0 ? null : await Load.OpenAsync(gate, $"it:{end.Port}", "Sekimori-Follow: connection\r\n", "rpc ");
        var one = await CallsAsync(end, 1, seconds);
        var eight = await CallsAsync(end, 8, seconds);
        var bulk = await BulkAsync(end);
        var connections = await ConnectionsAsync(end, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one:0} {eight:0} {bulk:0} {connections:0}"));
        return 0;
    }

    private static async Task<Socket> OpenAsync(IPEndPoint end, byte[] buffer)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(end);
        await AskAsync(socket, Bind(), buffer);
        return socket;
    }

    // Each request waits for its answer, which comes in one piece or in several.
    private static async Task AskAsync(Socket socket, byte[] request, byte[] buffer)
    {
        await socket.SendAsync(request);
        for (var held = 0; held < 16 || held < BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(8));)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(held));
            if (read == 0) throw new InvalidOperationException("closed");
            held += read;
        }
        if (buffer[2] is not (2 or 12)) throw new InvalidOperationException($"PDU {buffer[2]}");
    }

    private static async Task<double> CallsAsync(IPEndPoint end, int connections, double seconds)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var (buffer, request, count) = (new byte[4096], Request(3, 132, 3), 0L);
            using var socket = await OpenAsync(end, buffer);
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
                await AskAsync(socket, request, buffer);
            return count;
        })));
        return counts.Sum() / seconds;
    }

    private static async Task<double> BulkAsync(IPEndPoint end)
    {
        var buffer = new byte[4096];
        using var socket = await OpenAsync(end, buffer);
        // One call of many fragments, ten of them in a segment.
        const int stub = FragmentBytes - RequestHeader;
        var (first, middle, last) = (Request(4, stub, 1), Request(4, stub, 0), Request(4, stub, 2));
        byte[] ten = [.. Enumerable.Repeat(middle, 10).SelectMany(one => one)];
        var started = Stopwatch.GetTimestamp();
        await socket.SendAsync(first);
        for (var left = BulkBytes; left > 0; left -= ten.Length) await socket.SendAsync(ten);
        await AskAsync(socket, last, buffer);
        return BulkBytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ConnectionsAsync(IPEndPoint end, double seconds)
    {
        var (buffer, request, count) = (new byte[4096], Request(3, 132, 3), 0L);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
        {
            using var socket = await OpenAsync(end, buffer);
            await AskAsync(socket, request, buffer);
        }
        return count / seconds;
    }

    private static byte[] Bind()
    {
        var pdu = new byte[72];
        Head(pdu, 11, 3);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(16), FragmentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(18), FragmentBytes);
        (pdu[24], pdu[30]) = (1, 1);
        RpcTarget.Mapper.Uuid.TryWriteBytes(pdu.AsSpan(32));
        pdu[48] = 3;
        Sekimori.Rpc.SyntaxId.Ndr20.Uuid.TryWriteBytes(pdu.AsSpan(52));
        pdu[68] = 2;
        return pdu;
    }

    private static byte[] Request(ushort opnum, int stub, byte flags)
    {
        var pdu = new byte[RequestHeader + stub];
        Head(pdu, 0, flags);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(16), (uint)stub);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(22), opnum);
        return pdu;
    }

    private static void Head(byte[] pdu, byte type, byte flags)
    {
        (pdu[0], pdu[2], pdu[3], pdu[4], pdu[12]) = (5, type, flags, 0x10, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
    }
}
