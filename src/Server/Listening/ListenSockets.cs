using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Sekimori.Server.Listening;

/// <summary>
/// The listening sockets of a server, all opened before any is served: a port in use leaves nothing half-started. Kestrel then takes them
/// over one by one.
/// </summary>
public sealed class ListenSockets : IDisposable
{
    // Kestrel's own value (SocketTransportOptions.Backlog); the kernel limits it to net.core.somaxconn.
    internal const int Backlog = 512;

    private readonly Dictionary<EndPoint, Socket> sockets = [];

    /// <summary>Binds what this process may not; null if none.</summary>
    public Func<IPAddress, int, Socket>? Privileged { get; init; }

    /// <summary>Binds a port, and does not listen yet.</summary>
    /// <exception cref="SocketException">The system denies it.</exception>
    public static Socket Bind(IPAddress address, int port) =>
        SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, port));

    /// <summary>Binds a port, by the keeper where this process may not.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port.</param>
    /// <param name="privileged">Binds what only root may bind, for an unprivileged server; null if nobody does.</param>
    /// <exception cref="SocketException">The system denies it.</exception>
    internal static Socket Bind(IPAddress address, int port, Func<IPAddress, int, Socket>? privileged)
    {
        try
        {
            return Bind(address, port);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied && privileged is not null)
        {
            return privileged(address, port);
        }
    }

    /// <summary>Opens a TCP port. <see cref="IPAddress.IPv6Any"/> includes IPv4.</summary>
    /// <param name="address">An address of this host, or a wildcard.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="ListenException">The system denies it.</exception>
    public IPEndPoint Open(IPAddress address, int port)
    {
        var wanted = new IPEndPoint(address, port);
        try
        {
            return Listen(Bind(address, port, Privileged));
        }
        catch (SocketException failure)
        {
            throw new ListenException(wanted, failure.SocketErrorCode, failure);
        }
    }

    /// <summary>Opens a port on several addresses, or on none.</summary>
    /// <param name="addresses">Addresses of this host, or wildcards.</param>
    /// <param name="port">The port.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="ListenException">The system denies one of them.</exception>
    public ImmutableArray<IPEndPoint> OpenAll(IReadOnlyList<IPAddress> addresses, int port)
    {
        var opened = ImmutableArray.CreateBuilder<IPEndPoint>(addresses.Count);
        try
        {
            foreach (var address in addresses)
                opened.Add(Open(address, port));
            return opened.ToImmutable();
        }
        catch
        {
            foreach (var end in opened)
                Close(end);
            throw;
        }
    }

    /// <summary>Opens the first port of a range that is free on every address.</summary>
    /// <param name="addresses">Addresses of this host, or wildcards.</param>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last port.</param>
    /// <returns>The port.</returns>
    /// <exception cref="ListenException">The system denies all of them; the last one is named.</exception>
    public int OpenFirstFree(IReadOnlyList<IPAddress> addresses, int first, int last)
    {
        for (var port = first; ; port++)
        {
            try
            {
                OpenAll(addresses, port);
                return port;
            }
            catch (ListenException failure) when (failure.Error == SocketError.AddressAlreadyInUse && port < last)
            {
                // The next one.
            }
        }
    }

    /// <summary>Passes a socket to the binder of <paramref name="endPoint"/>: an open one if there is one, otherwise a new one.</summary>
    public Socket Take(EndPoint endPoint) =>
        sockets.Remove(endPoint, out var socket) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    /// <summary>Closes what was not used.</summary>
    public void Dispose()
    {
        foreach (var socket in sockets.Values)
            socket.Dispose();
        sockets.Clear();
    }

    private IPEndPoint Listen(Socket socket)
    {
        try
        {
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var at = (IPEndPoint)socket.LocalEndPoint!;
        sockets.Add(at, socket);
        return at;
    }

    private void Close(EndPoint endPoint)
    {
        if (sockets.Remove(endPoint, out var socket))
            socket.Dispose();
    }
}
