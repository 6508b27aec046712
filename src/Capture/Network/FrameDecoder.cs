using System.Buffers.Binary;
using Sekimori.Capture.Files;

namespace Sekimori.Capture.Network;

/// <summary>From a captured frame to IP's payload: Ethernet with VLAN tags, Linux cooked, loopback and raw IP; IPv4 and IPv6 with its extension headers.</summary>
internal static class FrameDecoder
{
    private const ushort Ipv4 = 0x0800, Ipv6 = 0x86dd, Vlan = 0x8100, ProviderVlan = 0x88a8, OldVlan = 0x9100, DataCenter = 0x8903, PppoeSession = 0x8864;

    /// <summary>Tags and tunnels within tunnels: more than a few are an attempt to make the reader work.</summary>
    private const int LayerLimit = 8;

    /// <summary>Reads the frame; false where it carries no IP, or less of it than its headers need.</summary>
    public static bool TryRead(LinkType link, ReadOnlySpan<byte> frame, out Packet packet)
    {
        packet = default;
        switch (link)
        {
            case LinkType.Ethernet:
                return frame.Length >= 14 && TryReadType(BinaryPrimitives.ReadUInt16BigEndian(frame[12..]), frame[14..], ref packet);
            case LinkType.LinuxCooked:
                return frame.Length >= 16 && TryReadType(BinaryPrimitives.ReadUInt16BigEndian(frame[14..]), frame[16..], ref packet);
            case LinkType.LinuxCooked2:
                return frame.Length >= 20 && TryReadType(BinaryPrimitives.ReadUInt16BigEndian(frame), frame[20..], ref packet);
            case LinkType.Null or LinkType.Loop:
                return frame.Length > 4 && TryReadIp(frame[4..], ref packet);
            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.Ipv4 or LinkType.Ipv6:
                return TryReadIp(frame, ref packet);
            default:
                return false;
        }
    }

    private static bool TryReadType(ushort type, ReadOnlySpan<byte> rest, ref Packet packet)
    {
        for (var layer = 0; layer < LayerLimit; layer++)
        {
            switch (type)
            {
                case Ipv4 or Ipv6: return TryReadIp(rest, ref packet);
                case Vlan or ProviderVlan or OldVlan when rest.Length >= 4:
                    type = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                    rest = rest[4..];
                    break;
                case DataCenter when rest.Length >= 16: // FabricPath: two bytes, then a whole Ethernet header
                    type = BinaryPrimitives.ReadUInt16BigEndian(rest[14..]);
                    rest = rest[16..];
                    break;
                case PppoeSession when rest.Length >= 8:
                    return TryReadIp(rest[8..], ref packet);
                default: return false;
            }
        }
        return false;
    }

    private static bool TryReadIp(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        if (ip.Length < 20) return false;
        return (ip[0] >> 4) switch { 4 => TryReadIpv4(ip, ref packet), 6 => TryReadIpv6(ip, ref packet), _ => false };
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        int header = (ip[0] & 15) * 4, total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        // A total of zero is what segmentation offload leaves in a capture: the frame's own length is the length.
        if (total == 0 || total > ip.Length) total = ip.Length;
        if (header < 20 || header > total) return false;
        var place = BinaryPrimitives.ReadUInt16BigEndian(ip[6..]);
        packet.Source = new(0, 0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip[12..]));
        packet.Destination = new(0, 0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip[16..]));
        packet.Protocol = ip[9];
        packet.Payload = ip[header..total];
        if ((place & 0x3fff) != 0)
        {
            packet.IsFragment = true;
            packet.HasMore = (place & 0x2000) != 0;
            packet.FragmentOffset = (place & 0x1fff) * 8;
            packet.Identification = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        }
        return true;
    }

    private static bool TryReadIpv6(ReadOnlySpan<byte> ip, ref Packet packet)
    {
        if (ip.Length < 40) return false;
        var total = 40 + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        if (total == 40 || total > ip.Length) total = ip.Length;
        packet.Source = BinaryPrimitives.ReadUInt128BigEndian(ip[8..]);
        packet.Destination = BinaryPrimitives.ReadUInt128BigEndian(ip[24..]);
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
                case 51: // authentication header: length in units of 4, less two
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
