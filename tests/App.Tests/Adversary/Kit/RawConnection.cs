using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>One TCP connection to a server, on which the test writes every byte itself.</summary>
internal sealed class RawConnection : IDisposable
{
    // A minute is the longest that a request may take, and some of a host's objects take long.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(75);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _left = [];

    private RawConnection()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="port">The port on 127.0.0.1.</param>
    /// <param name="from">The client's own address; null for any.</param>
    /// <param name="time">How long that may take; null for as long as any request may.</param>
    public static async Task<RawConnection> OpenAsync(int port, string? from = null, TimeSpan? time = null)
    {
        var connection = new RawConnection();
        try
        {
            if (from is not null) connection._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            using var limit = new CancellationTokenSource(time ?? Limit);
            await connection._socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, limit.Token)..];
    }

    /// <summary>Reads one HTTP answer; status 0 if the connection was closed before.</summary>
    public async Task<RawReply> ReceiveAsync()
    {
        try
        {
            while (true)
            {
                if (TryTake(out var reply)) return reply;
                var block = new byte[64 * 1024];
                using var limit = new CancellationTokenSource(Limit);
                var count = await _socket.ReceiveAsync(block, limit.Token);
                if (count == 0) return new RawReply(0, "", []);
                _left.AddRange(block.AsSpan(0, count));
            }
        }
        catch (SocketException)
        {
            return new RawReply(0, "", []);
        }
    }

    /// <summary>Reads whatever has come; null if nothing does within the time, an empty array where the connection was closed.</summary>
    public async Task<byte[]?> ReadAsync(TimeSpan time)
    {
        var block = new byte[64 * 1024];
        try
        {
            using var limit = new CancellationTokenSource(time);
            return block[..await _socket.ReceiveAsync(block, limit.Token)];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException)
        {
            return [];
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryTake(out RawReply reply)
    {
        reply = null!;
        var bytes = _left.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = Encoding.Latin1.GetString(bytes, 0, end);
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var body = bytes.AsSpan(end + 4);
        if (Header(head, "Transfer-Encoding") == "chunked")
        {
            var whole = new List<byte>();
            while (true)
            {
                var line = body.IndexOf("\r\n"u8);
                if (line < 0) return false;
                var size = int.Parse(Encoding.ASCII.GetString(body[..line]).Split(';')[0], NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture);
                if (body.Length < line + 2 + size + 2) return false;
                whole.AddRange(body.Slice(line + 2, size));
                body = body[(line + 2 + size + 2)..];
                if (size == 0) break;
            }

            reply = new RawReply(status, head, [.. whole]);
        }
        else
        {
            var length = int.Parse(Header(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture);
            if (body.Length < length) return false;
            reply = new RawReply(status, head, body[..length].ToArray());
            body = body[length..];
        }

        _left.RemoveRange(0, bytes.Length - body.Length);
        return true;
    }

    private static string? Header(string head, string name) =>
        head.Split("\r\n").FirstOrDefault(line =>
        line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
