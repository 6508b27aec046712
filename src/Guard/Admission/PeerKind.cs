namespace Sekimori.Guard.Admission;

/// <summary>Which limits hold for a peer.</summary>
public enum PeerKind
{
    /// <summary>An address of the network: one IPv4 address, or one /64 of IPv6.</summary>
    Remote,

    /// <summary>An address of this machine: tunnels and proxies beside the server come from there, many clients behind one.</summary>
    Loopback,

    /// <summary>An address of `trusted-proxies`: many clients behind one.</summary>
    TrustedProxy,

    /// <summary>A Unix user on the local transport.</summary>
    LocalUser,

    /// <summary>Root, or the server's own user, on the local transport: the machine is theirs.</summary>
    LocalOwner,
}
