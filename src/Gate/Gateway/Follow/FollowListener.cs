using System.Net;
using System.Net.Sockets;
using Sekimori.Security;
using Sekimori.Server.Listening;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>One port of an outer address.</summary>
internal sealed class FollowListener : IDisposable
{
    private readonly Socket _socket;

    private FollowListener(Socket socket, TargetHost target, int port) => (_socket, Target, Port) = (socket, target, port);

    /// <summary>The target that it stands for.</summary>
    public TargetHost Target { get; }

    /// <summary>The port, here and at the target.</summary>
    public int Port { get; }

    /// <summary>Opens it.</summary>
    /// <param name="target">The target; it has an outer address.</param>
    /// <param name="port">The port.</param>
    /// <param name="privileged">Binds what this process may not; null if nobody does.</param>
    /// <exception cref="SocketException">The system denies it.</exception>
    public static FollowListener Open(TargetHost target, int port, Func<IPAddress, int, Socket>? privileged)
    {
        var socket = ListenSockets.Bind(target.Settings.Outer!, port, privileged);
        try
        {
            socket.Listen(ListenSockets.Backlog);
            return new(socket, target, port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts connections until it is closed.</summary>
    /// <param name="serve">Serves a connection to its end, and fails with nothing.</param>
    public async Task AcceptAsync(Func<FollowListener, Socket, Task> serve)
    {
        while (true)
        {
            try
            {
                var accepted = await _socket.AcceptAsync().ConfigureAwait(false);
                await PoolThread.Enter();
                _ = serve(this, accepted);
            }
            catch (Exception ended) when (ended is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
            {
                return;
            }
            catch (SocketException)
            {
                // A client that has gone before it was accepted, or no descriptor is free: the others wait.
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
