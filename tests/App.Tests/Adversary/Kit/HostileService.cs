using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>A WS-Management service that answers as a test needs it: whole bodies, or bytes of its own.</summary>
internal sealed class HostileService : IAsyncDisposable
{
    private const string Envelope = "http://www.w3.org/2003/05/soap-envelope";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> _answer;
    private readonly Task _serving;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">Writes the answer to a request; its body is given.</param>
    public HostileService(Func<NetworkStream, string, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>A service that answers every request with a body of its choice.</summary>
    public static HostileService Of(Func<string, string> body) =>
        new(async (stream, request, stop) => await stream.WriteAsync(Whole(body(request)), stop));

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/wsman");

    /// <summary>A whole HTTP answer with an envelope around a body.</summary>
    public static byte[] Whole(string body)
    {
        var envelope = Encoding.UTF8.GetBytes($"<s:Envelope xmlns:s=\"{Envelope}\"><s:Body>{body}</s:Body></s:Envelope>");
        return [.. Encoding.ASCII.GetBytes(Head($"Content-Length: {envelope.Length}")), .. envelope];
    }

    /// <summary>The head of an answer.</summary>
    public static string Head(string length) => $"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n{length}\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream) is { } request)
                {
                    Requests++;
                    await _answer(stream, request, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
            {
                // The client has disconnected, or the test has ended.
            }
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[16 * 1024];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. bytes]);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
            {
                var at = text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
                var length = at < 0 ? 0 : int.Parse(text.AsSpan(at + 15, text.IndexOf('\r', at) - at - 15), CultureInfo.InvariantCulture);
                if (bytes.Count >= head + 4 + length) return text[(head + 4)..];
            }

            var count = await stream.ReadAsync(one, _stop.Token);
            if (count == 0) return null;
            bytes.AddRange(one[..count]);
        }
    }
}
