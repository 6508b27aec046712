using System.Net;
using System.Net.Sockets;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>A TCP server on a loopback port that answers what a script says, and counts connections.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _connections;

    /// <param name="answer">The bytes for what was received; null to wait for more; empty to close.</param>
    /// <param name="greeting">What is sent first.</param>
    public ScriptedServer(Func<byte[], byte[]?> answer, byte[]? greeting = null)
    {
        _listener.Start();
        _serving = ServeAsync(answer, greeting);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(Func<byte[], byte[]?> answer, byte[]? greeting)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = ConverseAsync(client, answer, greeting);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end of the test.
        }
    }

    private async Task ConverseAsync(TcpClient client, Func<byte[], byte[]?> answer, byte[]? greeting)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (greeting is not null) await stream.WriteAsync(greeting, _end.Token);
                var received = new List<byte>();
                var buffer = new byte[8192];
                while (await stream.ReadAsync(buffer, _end.Token) is > 0 and var count)
                {
                    received.AddRange(buffer[..count]);
                    if (answer([.. received]) is not { } reply) continue;
                    if (reply.Length == 0) return;
                    await stream.WriteAsync(reply, _end.Token);
                    received.Clear();
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // The client has gone.
            }
        }
    }
}
