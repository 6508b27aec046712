using Sekimori.Guard.Connect;

namespace Sekimori.Guard.Admission;

/// <summary>
/// How many connections a server takes, and how much memory it holds for peers that have not logged on. docs/operations.md has the figures
/// behind the defaults.
/// </summary>
public sealed record AdmissionLimits
{
    /// <summary>The default limits.</summary>
    public static AdmissionLimits Default { get; } = new();

    /// <summary>Connections of all doors together. An idle bound RPC connection takes about 5 KB: 20,000 are 100 MB.</summary>
    public int Connections { get; init; } = 20_000;

    /// <summary>
    /// Connections that are asked to close need a moment, and keep their descriptors meanwhile: this many more than
    /// <see cref="Connections"/>.
    /// </summary>
    public int Closing { get; init; } = 128;

    /// <summary>
    /// One place in this many is reserved for peers that have logged on before: unknown peers alone cannot fill the server.
    /// </summary>
    public int KeptShare { get; init; } = 8;

    /// <summary>
    /// Connections of one address that have neither bound nor logged on. Either takes milliseconds: a peer with more of them waits on
    /// purpose.
    /// </summary>
    public int OpeningPerAddress { get; init; } = 256;

    /// <summary>
    /// Connections of one address without a logon, bound ones included: monitoring keeps some open, and NAT hides a site behind one
    /// address.
    /// </summary>
    public int UnauthenticatedPerAddress { get; init; } = 1024;

    /// <summary>As <see cref="OpeningPerAddress"/>, for a trusted proxy or an address of this machine.</summary>
    public int OpeningPerProxy { get; init; } = 1024;

    /// <summary>As <see cref="UnauthenticatedPerAddress"/>, for a trusted proxy or an address of this machine.</summary>
    public int UnauthenticatedPerProxy { get; init; } = 8192;

    /// <summary>
    /// Connections of one Unix user over the local transport. Programs that register endpoints need one each; root and the server's own
    /// user are not counted.
    /// </summary>
    public int ConnectionsPerUser { get; init; } = 256;

    /// <summary>The budget in bytes of all peers together that have not logged on.</summary>
    public long MemoryBeforeLogon { get; init; } = 128L << 20;

    /// <summary>The budget in bytes of one address, or one Unix user, without a logon.</summary>
    public long MemoryPerAddress { get; init; } = 16L << 20;

    /// <summary>The budget in bytes of one trusted proxy, or one address of this machine, without a logon.</summary>
    public long MemoryPerProxy { get; init; } = 64L << 20;

    /// <summary>Addresses that many clients share.</summary>
    public AddressList TrustedProxies { get; init; } = AddressList.Nobody;

    /// <summary>
    /// How long a connection without a logon keeps its place while others wait for one: enough for a handshake over a slow line.
    /// </summary>
    public TimeSpan OpeningGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an RPC connection with a logon must have been idle before it may be closed.</summary>
    public TimeSpan IdleGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Peers that are remembered as having logged on: addresses of a large site. 80 bytes each.</summary>
    public int KnownPeers { get; init; } = 4096;

    /// <summary>How long a peer is remembered as having logged on: administrators come back within days.</summary>
    public TimeSpan KnownFor { get; init; } = TimeSpan.FromDays(7);

    internal int MostOpening(PeerKind kind) => kind switch
    {
        PeerKind.Remote => OpeningPerAddress,
        PeerKind.LocalOwner => int.MaxValue,
        PeerKind.LocalUser => ConnectionsPerUser,
        _ => OpeningPerProxy,
    };

    internal int MostUnauthenticated(PeerKind kind) => kind switch
    {
        PeerKind.Remote => UnauthenticatedPerAddress,
        PeerKind.LocalOwner => int.MaxValue,
        PeerKind.LocalUser => ConnectionsPerUser,
        _ => UnauthenticatedPerProxy,
    };

    internal long MostMemory(PeerKind kind) => kind switch
    {
        PeerKind.Loopback or PeerKind.TrustedProxy => MemoryPerProxy,
        PeerKind.LocalOwner => long.MaxValue,
        _ => MemoryPerAddress,
    };
}
