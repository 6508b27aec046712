using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Sekimori.Rpc.Association;
using Sekimori.Server.Admission;

namespace Sekimori.Server.Rpc;

/// <summary>One place where clients reach the server, and the interfaces that are served there.</summary>
public sealed class RpcEndpoint
{
    private volatile RpcInterfaceTable _interfaces = new([]);

    internal RpcEndpoint(RpcServer server, GatedListener? listener, EndPoint address, AssociationGroupTable groups)
    {
        Server = server;
        Listener = listener;
        Address = address;
        Groups = groups;
        SecondaryAddress = address is IPEndPoint ip
            ? ip.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : address.ToString() ?? "";
    }

    /// <summary>Where it is: an <see cref="IPEndPoint"/> with its real port, or a <see cref="UnixDomainSocketEndPoint"/>.</summary>
    public EndPoint Address { get; }

    /// <summary>True on the local transport (ncalrpc), a Unix socket; false on TCP (ncacn_ip_tcp, [MS-RPCE] 2.1.1.1).</summary>
    public bool IsLocal => Address is UnixDomainSocketEndPoint;

    /// <summary>The interfaces served here. New connections see a change; existing ones keep what they had.</summary>
    public RpcInterfaceTable Interfaces
    {
        get => _interfaces;
        set => _interfaces = value;
    }

    /// <summary>Calls and PDUs so far, for the management interface.</summary>
    internal RpcStatistics Statistics { get; } = new();

    internal RpcServer Server { get; }

    internal GatedListener? Listener { get; }

    internal AssociationGroupTable Groups { get; }

    /// <summary>What bind_ack says: the same as the primary address ([MS-RPCE] 3.3.1.5.5).</summary>
    internal string SecondaryAddress { get; }

    /// <summary>
    /// Serves one connection to its end. For listeners that are not the server's own: <see cref="RpcConnectionHandler"/>.
    /// </summary>
    public Task ServeAsync(ConnectionContext connection) => Server.ServeAsync(this, connection);
}
