using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Bench.Gate;

/// <summary>One turn of load on one server: messages on one connection and on eight, bulk, connections.</summary>
internal static class Load
{
    private const int BulkBytes = 256 << 20;

    /// <param name="port">The server.</param>
    /// <param name="connect">The authority to ask for; "-" for a relay that needs no request.</param>
    /// <param name="seconds">How long each figure takes.</param>
    public static async Task<int> RunAsync(int port, string connect, double seconds)
    {
        var one = await MessagesAsync(port, connect, 1, seconds);
        var eight = await MessagesAsync(port, connect, 8, seconds);
        var bulk = await BulkAsync(port, connect);
        var connections = await ConnectionsAsync(port, connect, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one:0} {eight:0} {bulk:0} {connections:0}"));
        return 0;
    }

    /// <summary>Messages on eight connections alone, or bulk alone: for a profiler.</summary>
    public static async Task<int> RunPartAsync(int port, string connect, string part, double seconds)
    {
        var figure = part == "bulk" ? await BulkAsync(port, connect) : await MessagesAsync(port, connect, 8, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure:0}"));
        return 0;
    }

    /// <summary>Opens a connection to a server, and asks for an authority.</summary>
    /// <param name="port">The server.</param>
    /// <param name="connect">The authority; "-" for a relay that needs no request.</param>
    /// <param name="header">A further header, with its line end.</param>
    /// <param name="until">What ends the answer.</param>
    public static async Task<Stream> OpenAsync(int port, string connect, string header = "", string until = "\r\n\r\n")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("bench");
        if (connect == "-") return tls;
        var logon = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{GateProcess.User}:{GateProcess.Password}"));
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"CONNECT {connect} HTTP/1.1\r\nHost: {connect}\r\n{header}Proxy-Authorization: Basic {logon}\r\n\r\n"));
        var (text, answer) = ("", new byte[512]);
        while (!text.Contains(until, StringComparison.Ordinal))
        {
            var read = await tls.ReadAsync(answer);
            text += Encoding.ASCII.GetString(answer, 0, read);
            if (read == 0 || !text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new InvalidOperationException(text);
        }
        return tls;
    }

    private static async Task<double> MessagesAsync(int port, string connect, int connections, double seconds)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            await using var stream = await OpenAsync(port, connect);
            var (message, answer, count) = (new byte[Target.MessageBytes], new byte[Target.MessageBytes], 0L);
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
            {
                await stream.WriteAsync(message);
                await stream.ReadExactlyAsync(answer);
            }
            return count;
        })));
        return counts.Sum() / seconds;
    }

    private static async Task<double> BulkAsync(int port, string connect)
    {
        await using var stream = await OpenAsync(port, connect);
        var block = new byte[64 * 1024];
        block[0] = (byte)'b';
        var started = Stopwatch.GetTimestamp();
        for (var left = BulkBytes; left > 0; left -= block.Length)
        {
            if (left <= block.Length) block[^1] = (byte)'e';
            await stream.WriteAsync(block);
        }
        await stream.ReadExactlyAsync(new byte[1]);
        return BulkBytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ConnectionsAsync(int port, string connect, double seconds)
    {
        var (message, count) = (new byte[Target.MessageBytes], 0L);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
        {
            await using var stream = await OpenAsync(port, connect);
            await stream.WriteAsync(message);
            await stream.ReadExactlyAsync(message);
        }
        return count / seconds;
    }
}
