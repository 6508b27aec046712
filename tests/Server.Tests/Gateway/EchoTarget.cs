using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A host behind the gate: sends back what it gets, and remembers who connected.</summary>
internal sealed class EchoTarget : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Socket> _open = [];

    public EchoTarget()
    {
        _listener = new(RunningGate.Here, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The ports that connections came from.</summary>
    public ConcurrentQueue<int> Seen { get; } = new();

    /// <summary>Says the last of every connection, as a host does that closes in order; a close under a read would reset it.</summary>
    public void CloseAll()
    {
        foreach (var socket in _open)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception gone) when (gone is SocketException or InvalidOperationException)
            {
                // It has ended already.
            }
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        foreach (var socket in _open) socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                Seen.Enqueue(((IPEndPoint)socket.RemoteEndPoint!).Port);
                _open.Add(socket);
                _ = EchoAsync(socket);
            }
        }
        catch (Exception ended) when (ended is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        using var own = socket;
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer)) > 0)
                for (var sent = 0; sent < read;) sent += await socket.SendAsync(buffer.AsMemory(sent, read - sent));
        }
        catch (Exception ended) when (ended is SocketException or InvalidOperationException)
        {
            // Closed by the test.
        }
    }
}
