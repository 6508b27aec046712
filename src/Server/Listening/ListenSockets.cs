using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Sekimori.Server.Listening;

/// <summary>
/// The listening sockets of a server, all of them open before any is served: a port that is taken leaves nothing half-started. Kestrel then takes them over one by one.
/// </summary>
public sealed class ListenSockets : IDisposable
{
    // Kestrel's own figure (SocketTransportOptions.Backlog); the kernel cuts it at net.core.somaxconn.
    private const int Backlog = 512;

    private readonly Dictionary<EndPoint, Socket> sockets = [];

    /// <summary>Binds what this process may not; null if none.</summary>
    public Func<IPAddress, int, Socket>? Privileged { get; init; }

    /// <summary>Binds a port, and does not listen yet.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    public static Socket Bind(IPAddress address, int port) => SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, port));

    /// <summary>Opens a TCP port. <see cref="IPAddress.IPv6Any"/> takes IPv4 as well.</summary>
    /// <param name="address">An address of this host, or a wildcard.</param>
    /// <param name="port">The port; 0 takes any that is free.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="ListenException">The system refuses.</exception>
    public IPEndPoint Open(IPAddress address, int port)
    {
        var wanted = new IPEndPoint(address, port);
        try
        {
            return Listen(Bound(address, port));
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
    /// <exception cref="ListenException">The system refuses one of them.</exception>
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
    /// <exception cref="ListenException">The system refuses all of them; the one named is the last.</exception>
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

    /// <summary>Hands a socket over, to whoever binds <paramref name="endPoint"/>: what was opened here is taken, anything else made again.</summary>
    public Socket Take(EndPoint endPoint) => sockets.Remove(endPoint, out var socket) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    /// <summary>Closes what was not taken.</summary>
    public void Dispose()
    {
        foreach (var socket in sockets.Values)
            socket.Dispose();
        sockets.Clear();
    }

    // What root alone may bind, the keeper binds for a server without rights.
    private Socket Bound(IPAddress address, int port)
    {
        try
        {
            return Bind(address, port);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied && Privileged is not null)
        {
            return Privileged(address, port);
        }
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
