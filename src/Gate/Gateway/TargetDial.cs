using System.Net;
using System.Net.Sockets;

namespace Sekimori.Gate.Gateway;

/// <summary>Connects to the target of a session.</summary>
internal static class TargetDial
{
    /// <summary>Opens the connection, and notes both of its ends in the session.</summary>
    /// <exception cref="TargetException">The target cannot be reached; the message says why.</exception>
    public static async Task<Socket> OpenAsync(GatewayDoor gateway, GatewaySession session, CancellationToken cancellationToken)
    {
        var end = new IPEndPoint(await session.Target.ResolveAsync(cancellationToken).ConfigureAwait(false), session.Port);
        if (gateway.IsOwn(end)) throw new TargetException($"{session.Target.Name}:{session.Port} is this gate itself");
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(gateway.Settings.ConnectTimeout);
        try
        {
            // A target that vanishes without a word is noticed by the system.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(end, timer.Token).ConfigureAwait(false);
            (session.Remote, session.Source) = (end, (IPEndPoint)socket.LocalEndPoint!);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TargetException(
                $"{session.Target.Name}:{session.Port} cannot be reached: " +
                $"{(failure is SocketException error ? error.Message : "no answer in time")}", failure);
        }
    }
}
