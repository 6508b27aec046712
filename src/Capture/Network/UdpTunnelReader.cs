using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>
/// Tunnels in UDP, recognized by their destination port. A client's port may be the same by chance, so a datagram without the header of
/// that tunnel is not one; and VXLAN is recognised at any port, since mirrors are often set to another.
/// </summary>
internal static class UdpTunnelReader
{
    private const int Header = 8;

    private const int L2tp = 1701, Gtp = 2152, Teredo = 3544, Lisp = 4341, EspInUdp = 4500, Vxlan = 4789, VxlanGpe = 4790, Capwap = 5247,
        Gue = 6080, Geneve = 6081, MplsInUdp = 6635,
        OldVxlan = 8472, Tzsp = 37008;

    public static Encapsulation Read(ReadOnlySpan<byte> udp, ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        // The smallest that could hold a packet: four bytes of a tunnel, and IP.
        if (udp.Length < Header + 4 + 20) return Encapsulation.None;
        inner = udp[Header..];
        switch (TunnelReader.UInt16(udp, 2))
        {
            case Vxlan or OldVxlan when (inner[0] & 8) != 0 && inner[7] == 0: // RFC 7348 5; Cisco's group policy sets more flags
                return Open(EtherType.Bridged, 8, ref type, ref inner);
            case VxlanGpe when (inner[0] & 0x30) == 0 && (inner[0] & 4) != 0: return ReadNext(inner[3], ref type, ref inner);
            case Geneve: return ReadGeneve(ref type, ref inner);
            case Gtp: return GtpReader.Read(ref type, ref inner);
            case MplsInUdp: return Open(EtherType.Mpls, 0, ref type, ref inner); // RFC 7510
            case Lisp when IpReader.IsPlausible(inner[8..]): return Open(EtherType.Ipv4, 8, ref type, ref inner); // RFC 9300 5.1
            case Gue: return ReadGue(ref type, ref inner);
            case Tzsp: return ReadTzsp(ref type, ref inner);
            case L2tp: return ReadL2tp(ref type, ref inner);
            case Teredo: return ReadTeredo(ref type, ref inner);
            // RFC 3948: four zero bytes start IKE, everything else is ESP. CAPWAP's data are 802.11 frames behind a header of its own.
            case EspInUdp when BinaryPrimitives.ReadUInt32BigEndian(inner) != 0: return Encapsulation.Unread;
            case Capwap when inner[0] is 0 or 1: return Encapsulation.Unread;
            default: return IsVxlan(inner) ? Open(EtherType.Bridged, 8, ref type, ref inner) : Encapsulation.None;
        }
    }

    private static Encapsulation Open(ushort what, int at, ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        if (at > inner.Length) return Encapsulation.Unread;
        type = what;
        inner = inner[at..];
        return Encapsulation.Open;
    }

    /// <summary>VXLAN beyond doubt: its one flag, every reserved bit zero, and IP in the frame after it.</summary>
    private static bool IsVxlan(ReadOnlySpan<byte> inner) =>
        BinaryPrimitives.ReadUInt32BigEndian(inner) == 0x0800_0000 && inner[7] == 0 && inner.Length >= 8 + 14 + 20
        && TunnelReader.UInt16(inner, 8 + 12) is EtherType.Ipv4 or EtherType.Ipv6 && IpReader.IsPlausible(inner[(8 + 14)..]);

    /// <summary>The next protocol of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe 3.2).</summary>
    private static Encapsulation ReadNext(byte next, ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        ushort what = next switch
        {
            1 => EtherType.Ipv4,
            2 => EtherType.Ipv6,
            3 => EtherType.Bridged,
            4 => EtherType.ServiceHeader,
            5 => EtherType.Mpls,
            _ => 0,
        };
        return what == 0 ? Encapsulation.Unread : Open(what, 8, ref type, ref inner);
    }

    /// <summary>RFC 8926 3.4: version, the options' length in units of four bytes, and an EtherType.</summary>
    private static Encapsulation ReadGeneve(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        if (inner[0] >> 6 != 0 || inner[7] != 0) return Encapsulation.None;
        return Open(TunnelReader.UInt16(inner, 2), 8 + (inner[0] & 0x3f) * 4, ref type, ref inner);
    }

    /// <summary>
    /// Generic UDP encapsulation (draft-ietf-intarea-gue 3): version 0 has a header with IP's protocol number, version 1 is IP itself.
    /// </summary>
    private static Encapsulation ReadGue(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        if (inner[0] >> 6 == 1) return IpReader.IsPlausible(inner) ? Open(EtherType.Ipv4, 0, ref type, ref inner) : Encapsulation.None;
        if (inner[0] >> 5 != 0) return Encapsulation.None;
        var size = 4 + (inner[0] & 0x1f) * 4;
        return inner[1] is 4 or 41 ? Open(EtherType.Ipv4, size, ref type, ref inner) : Encapsulation.Unread;
    }

    /// <summary>
    /// TaZmen Sniffer Protocol, by which MikroTik's routers mirror traffic: version, type, encapsulated protocol, then tagged fields; tag 1
    /// ends them, tag 0 is padding.
    /// </summary>
    private static Encapsulation ReadTzsp(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        if (inner[0] != 1 || inner[1] > 1) return Encapsulation.None;
        if (TunnelReader.UInt16(inner, 2) != 1) return Encapsulation.Unread; // 1 is Ethernet; 802.11 has its own headers
        for (var at = 4; at < inner.Length;)
        {
            if (inner[at] == 1) return Open(EtherType.Bridged, at + 1, ref type, ref inner);
            at += inner[at] == 0 || at + 1 >= inner.Length ? 1 : 2 + inner[at + 1];
        }
        return Encapsulation.Unread;
    }

    /// <summary>L2TP's data messages (RFC 2661 3.1): flags tell which fields are present; PPP follows.</summary>
    private static Encapsulation ReadL2tp(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        var flags = TunnelReader.UInt16(inner, 0);
        if ((flags & 0x3400) != 0 || (flags & 0x8000) != 0) return Encapsulation.None;
        if ((flags & 0xf) != 2) return (flags & 0xf) == 3 ? Encapsulation.Unread : Encapsulation.None;
        var size = 2 + ((flags & 0x4000) != 0 ? 2 : 0) + 4 + ((flags & 0x0800) != 0 ? 4 : 0);
        if ((flags & 0x0200) != 0) size += 2 + TunnelReader.UInt16(inner, size);
        return Open(EtherType.Ppp, size, ref type, ref inner);
    }

    /// <summary>RFC 4380 5.1.1: indications of authentication and of the origin may precede IPv6.</summary>
    private static Encapsulation ReadTeredo(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        var at = 0;
        if (TunnelReader.UInt16(inner, 0) == 1) at = 4 + inner[2] + inner[3] + 9;
        if (at < inner.Length && TunnelReader.UInt16(inner, at) == 0) at += 8;
        return at < inner.Length && inner[at] >> 4 == 6 ? Open(EtherType.Ipv6, at, ref type, ref inner) : Encapsulation.None;
    }
}
