using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>From an EtherType to IP: tags of VLANs, MPLS, PPP, and Ethernet within Ethernet.</summary>
internal static class EtherReader
{
    /// <summary>
    /// Headers within headers of one frame: two tags, a service tag and some labels are four; more than eight are an attempt to make the
    /// reader work.
    /// </summary>
    private const int LayerLimit = 8;

    /// <summary>Labels of one stack. Routers push five or six.</summary>
    private const int LabelLimit = 16;

    /// <summary>Reads what follows the type; false if that is not an IP, or no header that is known.</summary>
    public static bool TryRead(ushort type, ReadOnlySpan<byte> rest, ref Packet packet)
    {
        for (var layer = 0; layer < LayerLimit; layer++)
        {
            if (type is EtherType.Ipv4 or EtherType.Ipv6) return IpReader.TryRead(rest, ref packet);
            if (!TryStep(ref type, ref rest)) return false;
        }
        return false;
    }

    private static bool TryStep(ref ushort type, ref ReadOnlySpan<byte> rest)
    {
        switch (type)
        {
            case EtherType.Vlan or EtherType.ProviderVlan or EtherType.OldVlan or EtherType.OldVlan2 or EtherType.OldVlan3:
                return TryPass(2, ref type, ref rest);
            case EtherType.Bridged: return TryPass(12, ref type, ref rest);
            case EtherType.FabricPath: return TryPass(14, ref type, ref rest); // two bytes, then a whole Ethernet header
            case EtherType.CiscoMetadata: return TryPass(6, ref type, ref rest);
            case EtherType.VirtualInterface: return TryPass(4, ref type, ref rest);
            case EtherType.BackboneBridge: return TryPass(4 + 12, ref type, ref rest);
            case EtherType.Trill when rest.Length >= 6: // the options' length: five bits, in units of four bytes (RFC 6325 3.5)
                return TryPass(6 + ((rest[0] & 7) << 2 | rest[1] >> 6) * 4 + 12, ref type, ref rest);
            case EtherType.ServiceHeader when rest.Length >= 8: return TryService(ref type, ref rest);
            case EtherType.Mpls or EtherType.MplsMulticast: return TryLabels(ref type, ref rest);
            case EtherType.PppoeSession when rest.Length >= 6 && rest[1] == 0: return TryPpp(rest[6..], ref type, ref rest);
            case EtherType.Ppp: return TryPpp(rest, ref type, ref rest);
            case < EtherType.Least: // LLC with SNAP (RFC 1042): a length, then DSAP, SSAP, control, OUI and the type
                return rest.StartsWith((ReadOnlySpan<byte>)[0xaa, 0xaa, 3, 0, 0]) && TryPass(6, ref type, ref rest);
            default: return false;
        }
    }

    /// <summary>Skips this many bytes; the next type follows them.</summary>
    private static bool TryPass(int size, ref ushort type, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < size + 2) return false;
        type = BinaryPrimitives.ReadUInt16BigEndian(rest[size..]);
        rest = rest[(size + 2)..];
        return true;
    }

    /// <summary>NSH, RFC 8300 2.2 and 2.3: its length in units of four bytes, and what follows.</summary>
    private static bool TryService(ref ushort type, ref ReadOnlySpan<byte> rest)
    {
        var size = (rest[1] & 0x3f) * 4;
        if (size < 8 || size > rest.Length) return false;
        type = rest[3] switch
        {
            1 => EtherType.Ipv4,
            2 => EtherType.Ipv6,
            3 => EtherType.Bridged,
            4 => EtherType.ServiceHeader,
            5 => EtherType.Mpls,
            _ => 0xffff,
        };
        rest = rest[size..];
        return type != 0xffff;
    }

    /// <summary>
    /// An MPLS stack (RFC 3032 2.1). It does not name its payload: IP by its version (RFC 4928 3), else Ethernet, after a control word (RFC
    /// 4385) or bare.
    /// </summary>
    private static bool TryLabels(ref ushort type, ref ReadOnlySpan<byte> rest)
    {
        for (var label = 0; ; label++)
        {
            if (label == LabelLimit || rest.Length < 5) return false;
            var isLast = (rest[2] & 1) != 0;
            rest = rest[4..];
            if (isLast) break;
        }
        if (IpReader.IsPlausible(rest))
        {
            type = EtherType.Ipv4;
            return true;
        }
        if (rest[0] >> 4 == 0 && rest.Length >= 18 && IsKnown(rest[16..])) rest = rest[4..];
        else if (rest.Length < 14 || !IsKnown(rest[12..])) return false;
        type = EtherType.Bridged;
        return true;
    }

    private static bool IsKnown(ReadOnlySpan<byte> type) =>
        BinaryPrimitives.ReadUInt16BigEndian(type) is EtherType.Ipv4 or EtherType.Ipv6 or EtherType.Vlan or EtherType.ProviderVlan
        or EtherType.Mpls or EtherType.PppoeSession;

    /// <summary>
    /// PPP: address and control may precede the protocol, and the protocol may be one byte (RFC 1661 2 and 6.5, RFC 1662 3.1).
    /// </summary>
    private static bool TryPpp(ReadOnlySpan<byte> ppp, ref ushort type, ref ReadOnlySpan<byte> rest)
    {
        if (ppp.Length >= 2 && ppp[0] == 0xff && ppp[1] == 3) ppp = ppp[2..];
        if (ppp.Length < 2) return false;
        var isShort = (ppp[0] & 1) != 0;
        type = (isShort ? ppp[0] : BinaryPrimitives.ReadUInt16BigEndian(ppp)) switch
        {
            0x0021 => EtherType.Ipv4,
            0x0031 => EtherType.Bridged, // RFC 3518: flags and the kind of LAN come first
            0x0057 => EtherType.Ipv6,
            0x0281 => EtherType.Mpls,
            _ => 0xffff,
        };
        rest = ppp[(isShort ? 1 : 2)..];
        if (type == EtherType.Bridged) rest = rest.Length > 2 ? rest[2..] : default;
        return type != 0xffff;
    }
}
