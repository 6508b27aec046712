using System.Buffers.Binary;
using Sekimori.Capture.Files;

namespace Sekimori.Capture.Network;

/// <summary>From a captured frame to IP's payload: how each link type starts.</summary>
internal static class FrameDecoder
{
    /// <summary>Attributes of one netfilter log entry: the kernel writes some twenty.</summary>
    private const int AttributeLimit = 64;

    /// <summary>Reads the frame; false if it carries no IP, or less of it than its headers need.</summary>
    public static bool TryRead(LinkType link, ReadOnlySpan<byte> frame, ref Packet packet)
    {
        switch (link)
        {
            case LinkType.Ethernet:
                return frame.Length >= 14 && EtherReader.TryRead(
                    BinaryPrimitives.ReadUInt16BigEndian(frame[12..]), frame[14..], ref packet);
            case LinkType.LinuxCooked:
                return frame.Length >= 16 && EtherReader.TryRead(
                    BinaryPrimitives.ReadUInt16BigEndian(frame[14..]), frame[16..], ref packet);
            case LinkType.LinuxCooked2:
                return frame.Length >= 20 && EtherReader.TryRead(BinaryPrimitives.ReadUInt16BigEndian(frame), frame[20..], ref packet);
            case LinkType.Null or LinkType.Loop:
                return frame.Length > 4 && IpReader.TryRead(frame[4..], ref packet);
            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.Ipv4 or LinkType.Ipv6:
                return IpReader.TryRead(frame, ref packet);
            case LinkType.Ppp or LinkType.PppHdlc: return EtherReader.TryRead(EtherType.Ppp, frame, ref packet);
            case LinkType.PppWithDirection: return frame.Length > 1 && EtherReader.TryRead(EtherType.Ppp, frame[1..], ref packet);
            case LinkType.PppEther: return EtherReader.TryRead(EtherType.PppoeSession, frame, ref packet);
            case LinkType.CiscoHdlc:
                return frame.Length >= 4 && EtherReader.TryRead(BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), frame[4..], ref packet);
            case LinkType.Mpls: return EtherReader.TryRead(EtherType.Mpls, frame, ref packet);
            case LinkType.Enc: return frame.Length > 12 && IpReader.TryRead(frame[12..], ref packet);
            case LinkType.Wireless: return WirelessReader.TryRead(frame, ref packet);
            case LinkType.WirelessRadiotap: return WirelessReader.TryReadRadiotap(frame, ref packet);
            case LinkType.NetfilterLog: return TryReadLog(frame, ref packet);
            case LinkType.PacketTap: return TryReadTap(frame, ref packet);
            default:
                return false;
        }
    }

    /// <summary>
    /// Family, version and resource, then attributes in the byte order of the host that wrote them; number 9 is the packet.
    /// </summary>
    private static bool TryReadLog(ReadOnlySpan<byte> frame, ref Packet packet)
    {
        if (frame.Length < 4) return false;
        frame = frame[4..];
        for (var count = 0; count < AttributeLimit && frame.Length >= 4; count++)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(frame), kind = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
            if (kind > 0xff)
                (size, kind) = (BinaryPrimitives.ReverseEndianness((ushort)size), BinaryPrimitives.ReverseEndianness((ushort)kind));
            if (size < 4) return false;
            size = Math.Min(size, frame.Length);
            if (kind == 9) return IpReader.TryRead(frame[4..size], ref packet);
            frame = frame[Math.Min(frame.Length, (size + 3) & ~3)..];
        }
        return false;
    }

    /// <summary>The header's length, then 1 for a packet, then the link type of what follows: each four bytes, little-endian.</summary>
    private static bool TryReadTap(ReadOnlySpan<byte> frame, ref Packet packet)
    {
        if (frame.Length < 12) return false;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        var link = (LinkType)BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]);
        return size >= 12 && size < frame.Length && link != LinkType.PacketTap && TryRead(link, frame[(int)size..], ref packet);
    }
}
