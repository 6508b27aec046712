using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Sekimori.Server.Admission;

namespace Sekimori.Server.Rpc;

/// <content>Binds endpoints.</content>
public sealed partial class RpcServer
{
    /// <summary>Binds a TCP endpoint. It does not accept before <see cref="Start"/>.</summary>
    /// <param name="address">Where; <see cref="IPAddress.IPv6Any"/> takes IPv4 too.</param>
    /// <param name="port">The port; 0 for a free one of <see cref="RpcServerOptions.DynamicPorts"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressInUseException">The port, or every port of the range, is taken.</exception>
    /// <exception cref="SocketException">The address is not this machine's, or the port needs a privilege.</exception>
    public async ValueTask<RpcEndpoint> BindTcpAsync(IPAddress address, int port, CancellationToken cancellationToken = default)
    {
        if (port != 0) return await BindAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
        var (first, last) = Options.DynamicPorts;
        var count = last - first + 1;
        // A random start: a port that can be foretold is one that another peer can take first.
        var start = Random.Shared.Next(count);
        for (var i = 0; ; i++)
        {
            try
            {
                return await BindAsync(new IPEndPoint(address, first + ((start + i) % count)), cancellationToken).ConfigureAwait(false);
            }
            catch (AddressInUseException) when (i + 1 < count)
            {
            }
        }
    }

    /// <summary>Binds an endpoint of the local transport. A socket file that no listener on is replaced.</summary>
    /// <param name="path">The socket's file.</param>
    /// <param name="mode">Who may connect.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressInUseException">Somebody listens there.</exception>
    public async ValueTask<RpcEndpoint> BindLocalAsync(
        string path, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
        CancellationToken cancellationToken = default)
    {
        var address = new UnixDomainSocketEndPoint(path);
        if (File.Exists(path))
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await probe.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
                throw new AddressInUseException($"{path} is in use.");
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                File.Delete(path);
            }
        }

        var endpoint = await BindAsync(address, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        return endpoint;
    }

    /// <summary>An endpoint whose connections come from a listener of another peer, through <see cref="RpcConnectionHandler"/>.</summary>
    /// <param name="address">Where that listener is.</param>
    public RpcEndpoint AddEndpoint(EndPoint address) => Add(null, address);

    private async ValueTask<RpcEndpoint> BindAsync(EndPoint address, CancellationToken cancellationToken)
    {
        var listener = await _transport.BindAsync(address, cancellationToken).ConfigureAwait(false);
        var endpoint = Add(listener, listener.EndPoint);
        if (_timer is not null) Accept(endpoint);
        return endpoint;
    }

    private RpcEndpoint Add(GatedListener? listener, EndPoint address)
    {
        var endpoint = new RpcEndpoint(this, listener, address, address is UnixDomainSocketEndPoint ? _localGroups : _tcpGroups);
        _endpoints.Add(endpoint);
        return endpoint;
    }
}
