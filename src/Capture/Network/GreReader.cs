namespace Sekimori.Capture.Network;

/// <summary>
/// GRE (RFC 2784, RFC 2890), PPTP's variant of it (RFC 2637 4.1), and what is mirrored through it: NVGRE (RFC 7637), ERSPAN
/// (draft-foschiano-erspan).
/// </summary>
internal static class GreReader
{
    private const int HasChecksum = 0x8000, HasRouting = 0x4000, HasKey = 0x2000, HasSequence = 0x1000, HasAcknowledgment = 0x0080,
        VersionMask = 7;

    public static Encapsulation Read(ReadOnlySpan<byte> gre, ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        if (gre.Length < 4) return Encapsulation.Unread;
        int flags = TunnelReader.UInt16(gre, 0), version = flags & VersionMask;
        type = TunnelReader.UInt16(gre, 2);
        var size = 4;
        if ((flags & HasKey) != 0) size += 4;
        if ((flags & HasSequence) != 0) size += 4;
        switch (version)
        {
            case 0:
                // A list of routes (RFC 1701) is deprecated and not used.
                if ((flags & HasRouting) != 0) return Encapsulation.Unread;
                if ((flags & HasChecksum) != 0) size += 4;
                break;
            case 1 when type == EtherType.Ppp:
                if ((flags & HasAcknowledgment) != 0) size += 4;
                // An acknowledgment alone carries no data.
                if (size >= gre.Length) return Encapsulation.None;
                break;
            default: return Encapsulation.Unread;
        }
        if (size > gre.Length) return Encapsulation.Unread;
        inner = gre[size..];
        return type switch
        {
            EtherType.Erspan or EtherType.Erspan3 => ReadMirrored((flags & HasSequence) != 0, ref type, ref inner),
            EtherType.Redirected => ReadRedirected(ref type, ref inner),
            _ => Encapsulation.Open,
        };
    }

    /// <summary>
    /// ERSPAN. Type I has no header of its own and no sequence number; type II has 8 bytes; type III has 12, and 8 more if its last bit is
    /// set.
    /// </summary>
    private static Encapsulation ReadMirrored(bool hasSequence, ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        var isThird = type == EtherType.Erspan3;
        type = EtherType.Bridged;
        if (!isThird && !hasSequence) return Encapsulation.Open;
        var size = isThird ? 12 : 8;
        if (inner.Length < size || inner[0] >> 4 != (isThird ? 2 : 1)) return Encapsulation.Unread;
        if (isThird)
        {
            // FT: 0 is Ethernet, 2 is IP.
            var kind = inner[10] >> 2 & 0x1f;
            if (kind is not (0 or 2)) return Encapsulation.Unread;
            if (kind == 2) type = EtherType.Ipv4;
            if ((inner[11] & 1) != 0) size += 8;
        }
        if (inner.Length < size) return Encapsulation.Unread;
        inner = inner[size..];
        return Encapsulation.Open;
    }

    /// <summary>Version 2 of the redirection protocol puts four bytes before IP, version 1 none; both have one type.</summary>
    private static Encapsulation ReadRedirected(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        type = EtherType.Ipv4;
        if (!IpReader.IsPlausible(inner) && inner.Length > 4) inner = inner[4..];
        return Encapsulation.Open;
    }
}
