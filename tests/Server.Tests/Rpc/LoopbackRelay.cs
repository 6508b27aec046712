using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Stands between one client and a server, until the test is over.</summary>
internal abstract class LoopbackRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _running;

    /// <param name="port">The server's, on 127.0.0.1.</param>
    protected LoopbackRelay(int port)
    {
        _listener.Start();
        _running = RunAsync(_listener, port, _over.Token);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _running;
        _over.Dispose();
    }

    /// <summary>Takes the client, connects to the server, and passes on what comes.</summary>
    protected abstract Task RunAsync(TcpListener listener, int port, CancellationToken over);
}
