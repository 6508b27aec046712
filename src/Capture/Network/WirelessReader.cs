using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>IEEE 802.11 data frames in clear. Protected ones, and several in one (A-MSDU), are not read.</summary>
internal static class WirelessReader
{
    private const byte KindMask = 0x0c, Data = 0x08, NoData = 0x40, QualityOfService = 0x80;
    private const byte ToStation = 1, FromStation = 2, Protected = 0x40, Order = 0x80;

    /// <summary>Radiotap: version, pad, then the header's length, little-endian (www.radiotap.org).</summary>
    public static bool TryReadRadiotap(ReadOnlySpan<byte> frame, ref Packet packet)
    {
        if (frame.Length < 8 || frame[0] != 0) return false;
        var size = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        return size >= 8 && size < frame.Length && TryRead(frame[size..], ref packet);
    }

    /// <summary>Reads a data frame: its header, then LLC with SNAP.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, ref Packet packet)
    {
        if (frame.Length < 24 || (frame[0] & KindMask) != Data || (frame[0] & NoData) != 0 || (frame[1] & Protected) != 0) return false;
        var size = 24;
        if ((frame[1] & (ToStation | FromStation)) == (ToStation | FromStation)) size += 6; // the fourth address
        if ((frame[0] & QualityOfService) != 0)
        {
            if (frame.Length < size + 2 || (frame[size] & 0x80) != 0) return false;
            size += (frame[1] & Order) != 0 ? 2 + 4 : 2;
        }
        return frame.Length > size && EtherReader.TryRead(0, frame[size..], ref packet);
    }
}
