using System.Net;
using System.Net.Sockets;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Rpc.Association;
using Sekimori.Security;
using Sekimori.Server.Admission;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Rpc;

/// <summary>How an <see cref="RpcServer"/> handles connections.</summary>
public sealed record RpcServerOptions
{
    /// <summary>The limits of one connection.</summary>
    public RpcServerLimits Limits { get; init; } = RpcServerLimits.Default;

    /// <summary>Who may connect over TCP; this machine alone by default.</summary>
    public ConnectRule Connect { get; init; } = ConnectRule.Default;

    /// <summary>Most connections concurrently, all endpoints together. 20,000 idle ones are about 100 MB.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// Who gets a place, and who are closed if places or memory are short. Doors that share a process share one; null: one of the server's
    /// own, with <see cref="AdmissionLimits.Default"/> as far as the process has descriptors.
    /// </summary>
    public ConnectionGate? Gate { get; init; }

    /// <summary>The range of dynamic endpoints: that of [RFC6335] 6, which Windows uses too.</summary>
    public PortRange DynamicPorts { get; init; } = PortRange.Dynamic;

    /// <summary>Opens the listening sockets of TCP endpoints; null: each is opened when its endpoint is bound.</summary>
    public Func<EndPoint, Socket>? ListenSocket { get; init; }

    /// <summary>The security providers ([MS-RPCE] 2.2.1.1.7); null: binds with authentication are refused as of an unknown type.</summary>
    public ISecurityAcceptor? Security { get; init; }

    /// <summary>
    /// The services whose Kerberos tickets are taken: those that clients of RPC and of DCOM ask a KDC for. A ticket that was got for the
    /// web server of the same machine is somebody else's, even where the keytab has its key. Empty: every service that there is a key of.
    /// </summary>
    public IReadOnlyList<string> KerberosServices { get; init; } = ["host", "RPCSS"];

    /// <summary>Evaluates binds and calls; null lets all of them through.</summary>
    public IRpcGuard? Guard { get; init; }

    /// <summary>Returns whether those who have logged on may stay; null lets them.</summary>
    public IOwnerWatch? Watch { get; init; }

    /// <summary>Who a peer of the local transport is.</summary>
    public Func<UnixPeer, Guard.Caller> LocalCaller { get; init; } = UnixPeer.DefaultCaller;

    /// <summary>How long a client may leave what it is sent unread before its connection is closed.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long calls that run may continue once the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
