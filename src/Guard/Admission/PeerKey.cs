using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Sekimori.Guard.Connect;

namespace Sekimori.Guard.Admission;

/// <summary>The unit that connections are counted for: an IPv4 address, a /64 of IPv6, or a Unix user.</summary>
/// <param name="Kind">Which limits hold.</param>
/// <param name="Number">The address or the user's id.</param>
internal readonly record struct PeerKey(PeerKind Kind, UInt128 Number)
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    /// <summary>The key of an address.</summary>
    /// <param name="address">The peer's address; an address mapped by a dual-mode socket counts as its IPv4 address.</param>
    /// <param name="proxies">The trusted proxies.</param>
    public static PeerKey Of(IPAddress address, AddressList proxies)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(proxies);
        var kind = IPAddress.IsLoopback(address) ? PeerKind.Loopback : proxies.Contains(address) ? PeerKind.TrustedProxy : PeerKind.Remote;
        Span<byte> octets = stackalloc byte[16];
        if (!address.TryWriteBytes(octets, out var count) || count == 4)
            return new(kind, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(octets));
        var number = BinaryPrimitives.ReadUInt128BigEndian(octets);
        // One subscriber of IPv6 has a whole /64.
        return new(kind, address.IsIPv4MappedToIPv6 ? number : number >> 64 << 64);
    }

    /// <summary>The key of a Unix user.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="isOwner">True for root and for the server's own user.</param>
    public static PeerKey OfUser(uint id, bool isOwner) => new(isOwner ? PeerKind.LocalOwner : PeerKind.LocalUser, id);

    /// <summary>The key of a peer of the local transport whose user the system does not name.</summary>
    public static PeerKey UnknownUser { get; } = new(PeerKind.LocalUser, UInt128.MaxValue);

    /// <summary>As people write it: "192.0.2.7", "2001:db8::/64", "uid 1000".</summary>
    public override string ToString()
    {
        if (this == UnknownUser) return "a local user";
        if (Kind is PeerKind.LocalUser or PeerKind.LocalOwner) return string.Create(CultureInfo.InvariantCulture, $"uid {(uint)Number}");
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, Number);
        var address = new IPAddress(octets);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address + "/64";
    }
}
