namespace Sekimori.Capture.Network;

/// <summary>User data of mobile networks (3GPP TS 29.281 5.1 and 5.2): a header of 8 bytes, or 12 and extensions.</summary>
internal static class GtpReader
{
    private const byte UserData = 0xff;

    /// <summary>Extension headers of one packet: three kinds are defined for user data.</summary>
    private const int ExtensionLimit = 8;

    public static Encapsulation Read(ref ushort type, ref ReadOnlySpan<byte> inner)
    {
        // Version 1, and not the charging protocol that shares the port.
        if (inner[0] >> 4 != 3 || inner[1] != UserData) return Encapsulation.None;
        var at = 8;
        if ((inner[0] & 7) != 0)
        {
            at = 12;
            var next = inner[11];
            for (var count = 0; next != 0 && (inner[0] & 4) != 0; count++)
            {
                // The length comes first, in units of four bytes; the type of the next header comes last.
                if (count == ExtensionLimit || at >= inner.Length || inner[at] == 0 || at + inner[at] * 4 > inner.Length)
                    return Encapsulation.Unread;
                at += inner[at] * 4;
                next = inner[at - 1];
            }
        }
        if (at >= inner.Length) return Encapsulation.Unread;
        type = EtherType.Ipv4;
        inner = inner[at..];
        return Encapsulation.Open;
    }
}
