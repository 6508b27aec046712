using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Sekimori.Guard.Connect;

/// <summary>A block of IPv4 or IPv6 addresses in CIDR notation (RFC 4632 3.1, RFC 4291 2.3).</summary>
public sealed record AddressRange
{
    private readonly bool isIPv4;
    private readonly UInt128 network;
    private readonly UInt128 mask;

    private AddressRange(IPAddress address, int prefix)
    {
        Address = address;
        Prefix = prefix;
        network = Number(address, out isIPv4);
        var width = isIPv4 ? 32 : 128;
        mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (width - prefix);
    }

    /// <summary>The first address of the block, as it was written.</summary>
    public IPAddress Address { get; }

    /// <summary>The number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int Prefix { get; }

    /// <summary>
    /// True if <paramref name="address"/> is in the block. An IPv4-mapped IPv6 address counts as its IPv4 one; a zone index is ignored.
    /// </summary>
    public bool Contains(IPAddress address) => (Number(address, out var other) & mask) == network && other == isIPv4;

    /// <summary>Reads "192.0.2.0/24", "2001:db8::/32" or a single address.</summary>
    /// <param name="text">The notation.</param>
    /// <param name="range">The block.</param>
    /// <param name="reason">The error in <paramref name="text"/>, in words; null if it was read.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressRange? range, [NotNullWhen(false)] out string? reason)
    {
        range = null;
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        // IPAddress.Parse accepts "1" for 0.0.0.1 and octal parts: an allow list accepts only four decimal parts or IPv6.
        if (!IPAddress.TryParse(host, out var address) || host.Contains('%') || (!host.Contains(':') && address.ToString() != host))
        {
            reason = $"'{host}' is not an IPv4 or IPv6 address";
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            reason = $"write {address.MapToIPv4()} instead of the mapped address '{host}'";
            return false;
        }

        var width = address.GetAddressBytes().Length * 8;
        var prefix = width;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > width))
        {
            reason = $"'{text[(slash + 1)..]}' is not a prefix length from 0 to {width}";
            return false;
        }

        var parsed = new AddressRange(address, prefix);
        if ((parsed.network & parsed.mask) != parsed.network)
        {
            // Either the address or the prefix is a mistake; guessing which would allow the wrong people.
            reason = $"'{text}' has bits set after its prefix";
            return false;
        }

        range = parsed;
        reason = null;
        return true;
    }

    /// <summary>The CIDR notation.</summary>
    public override string ToString() => $"{Address}/{Prefix}";

    // A dual-mode socket calls 192.0.2.1 ::ffff:192.0.2.1: the same address, and never one of "::/0".
    private static UInt128 Number(IPAddress address, out bool isIPv4)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        isIPv4 = number >> 32 == 0xFFFF;
        return isIPv4 ? number & uint.MaxValue : number;
    }
}
