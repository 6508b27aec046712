namespace Sekimori.Guard.Admission;

/// <summary>Which limits hold for a peer.</summary>
internal enum PeerKind
{
    /// <summary>An address of the network: one IPv4 address, or one /64 of IPv6.</summary>
    Remote,

    /// <summary>An address of this machine: local tunnels and proxies use it for many clients.</summary>
    Loopback,

    /// <summary>An address of `trusted-proxies`, which many clients share.</summary>
    TrustedProxy,

    /// <summary>A Unix user on the local transport.</summary>
    LocalUser,

    /// <summary>Root, or the server's own user, on the local transport: not limited.</summary>
    LocalOwner,
}
