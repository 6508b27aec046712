using System.Net;
using System.Net.Sockets;
using Sekimori.Security;

namespace Sekimori.Gate.Gateway;

/// <summary>Connects to the target of a session.</summary>
internal static class TargetDial
{
    /// <summary>Opens the connection, and notes both of its ends in the session.</summary>
    /// <exception cref="TargetException">The target cannot be reached; the message says why.</exception>
    public static async Task<Socket> OpenAsync(GatewayDoor gateway, GatewaySession session, CancellationToken cancellationToken)
    {
        var end = await FindAsync(gateway, session.Target, session.Port, cancellationToken).ConfigureAwait(false);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(gateway.Settings.ConnectTimeout);
        try
        {
            var socket = await ConnectAsync(end, timer.Token).ConfigureAwait(false);
            (session.Remote, session.Source) = (end, (IPEndPoint)socket.LocalEndPoint!);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TargetException(
                $"{session.Target.Name}:{session.Port} cannot be reached: " +
                $"{(failure is SocketException error ? error.Message : "no answer in time")}", failure);
        }
    }

    /// <summary>Where a target is: the address that the gate resolved once.</summary>
    /// <exception cref="TargetException">It has none, or it is this gate.</exception>
    public static async Task<IPEndPoint> FindAsync(GatewayDoor gateway, TargetHost target, int port, CancellationToken cancellationToken)
    {
        var end = new IPEndPoint(await target.ResolveAsync(cancellationToken).ConfigureAwait(false), port);
        return gateway.IsOwn(end) ? throw new TargetException($"{target.Name}:{port} is this gate itself") : end;
    }

    /// <summary>Connects to a target.</summary>
    /// <exception cref="SocketException">It does not answer.</exception>
    public static async Task<Socket> ConnectAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A target that vanishes without a word is noticed by the system.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            await PoolThread.Enter();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
