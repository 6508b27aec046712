using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>IPv4 (RFC 791) and IPv6 (RFC 8200) with its extension headers: addresses, protocol, payload, place of a fragment.</summary>
internal static class IpReader
{
    private const byte Authentication = 51;

    /// <summary>Extension headers of one packet: a host sends each kind once, and there are six.</summary>
    private const int LayerLimit = 8;

    /// <summary>True if IP could start here: version, header length and total length fit each other.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> ip) => ip.Length >= 20 && (ip[0] >> 4) switch
    {
        4 => (ip[0] & 15) >= 5 && BinaryPrimitives.ReadUInt16BigEndian(ip[2..]) is 0 or >= 20,
        6 => ip.Length >= 40,
        _ => false,
    };

    /// <summary>Reads by the version that is in the first nibble.</summary>
    public static bool TryRead(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        if (ip.Length < 20) return false;
        return (ip[0] >> 4) switch { 4 => TryReadIpv4(ip, ref packet), 6 => TryReadIpv6(ip, ref packet), _ => false };
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        int header = (ip[0] & 15) * 4, total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        packet.IsCut |= total > ip.Length;
        // A total of zero is what segmentation offload leaves in a capture: the frame's own length is the length.
        if (total == 0 || total > ip.Length) total = ip.Length;
        if (header < 20 || header > total) return false;
        var place = BinaryPrimitives.ReadUInt16BigEndian(ip[6..]);
        packet.Source = new(0, 0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip[12..]));
        packet.Destination = new(0, 0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip[16..]));
        packet.Protocol = ip[9];
        packet.Payload = ip[header..total];
        packet.IsFragment = (place & 0x3fff) != 0;
        if (packet.IsFragment)
        {
            packet.HasMore = (place & 0x2000) != 0;
            packet.FragmentOffset = (place & 0x1fff) * 8;
            packet.Identification = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        }
        else if (packet.Protocol == Authentication) return TryPassAuthentication(ref packet);
        return true;
    }

    /// <summary>Authentication header: length in units of four bytes, less two (RFC 4302 2.2).</summary>
    private static bool TryPassAuthentication(ref Packet packet)
    {
        var payload = packet.Payload;
        if (payload.Length < 8 || payload.Length < (payload[1] + 2) * 4) return false;
        packet.Protocol = payload[0];
        packet.Payload = payload[((payload[1] + 2) * 4)..];
        return true;
    }

    private static bool TryReadIpv6(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        if (ip.Length < 40) return false;
        var total = 40 + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        packet.IsCut |= total > ip.Length;
        if (total == 40 || total > ip.Length) total = ip.Length;
        packet.Source = BinaryPrimitives.ReadUInt128BigEndian(ip[8..]);
        packet.Destination = BinaryPrimitives.ReadUInt128BigEndian(ip[24..]);
        packet.IsFragment = false;
        packet.FragmentOffset = 0;
        var next = ip[6];
        var rest = ip[40..total];
        for (var layer = 0; layer < LayerLimit; layer++)
        {
            switch (next)
            {
                case 0 or 43 or 60: // hop-by-hop, routing, destination options: length in units of 8, the first not counted
                    if (rest.Length < 8 || rest.Length < 8 + rest[1] * 8) return false;
                    next = rest[0];
                    rest = rest[(8 + rest[1] * 8)..];
                    break;
                case Authentication:
                    if (rest.Length < 8 || rest.Length < (rest[1] + 2) * 4) return false;
                    next = rest[0];
                    rest = rest[((rest[1] + 2) * 4)..];
                    break;
                case 44:
                    if (rest.Length < 8) return false;
                    var place = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                    packet.IsFragment = (place & 0xfff9) != 0;
                    packet.HasMore = (place & 1) != 0;
                    packet.FragmentOffset = place & 0xfff8;
                    packet.Identification = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
                    next = rest[0];
                    rest = rest[8..];
                    if (packet.FragmentOffset > 0) layer = LayerLimit; // what follows is the middle of something
                    break;
                default:
                    packet.Protocol = next;
                    packet.Payload = rest;
                    return true;
            }
        }
        packet.Protocol = next;
        packet.Payload = rest;
        return packet.FragmentOffset > 0;
    }
}
