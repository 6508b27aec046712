using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The common header of every connection-oriented PDU, 16 bytes ([C706] 12.6.3.1).</summary>
/// <param name="Type">PTYPE.</param>
/// <param name="Flags">pfc_flags.</param>
/// <param name="FragmentLength">frag_length: bytes of this fragment, this header and the authentication token included.</param>
/// <param name="AuthLength">auth_length: bytes of the authentication token; 0 if there is no security trailer.</param>
/// <param name="CallId">call_id.</param>
/// <param name="BigEndian">True if packed_drep means big-endian integers ([C706] 14.1).</param>
internal readonly record struct PduHeader(
    PduType Type, PfcFlags Flags, ushort FragmentLength, ushort AuthLength, uint CallId, bool BigEndian = false)
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 16;

    /// <summary>The protocol's major version, the only one there is ([MS-RPCE] 3.3.1.5.1).</summary>
    public const byte MajorVersion = 5;

    /// <summary>packed_drep of all that Sekimori sends: little-endian, ASCII, IEEE ([C706] 14.1).</summary>
    public const uint LittleEndianDrep = 0x00000010;

    /// <summary>
    /// Whether <paramref name="fragment"/>, 16 bytes or more, starts with the only version that is spoken: 5.0 ([MS-RPCE] 3.3.1.5.1).
    /// </summary>
    public static bool IsSupportedVersion(ReadOnlySpan<byte> fragment) => fragment[0] == MajorVersion && fragment[1] == 0;

    /// <summary>Reads a header, whatever its version.</summary>
    /// <param name="fragment">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="MalformedException">Fewer.</exception>
    public static PduHeader Read(ReadOnlySpan<byte> fragment)
    {
        if (fragment.Length < Size) throw new MalformedException(Malformed.Truncated, "common header");
        // [C706] 14.1: the high nibble of the first octet of packed_drep is 1 for little-endian.
        var bigEndian = (fragment[4] & 0xf0) == 0;
        return new(
            (PduType)fragment[2],
            (PfcFlags)fragment[3],
            UInt16(fragment[8..], bigEndian),
            UInt16(fragment[10..], bigEndian),
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(fragment[12..]) : BinaryPrimitives.ReadUInt32LittleEndian(fragment[12..]),
            bigEndian);
    }

    /// <summary>Writes this header, little-endian, to the first 16 bytes of <paramref name="destination"/>.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = MajorVersion;
        destination[1] = 0;
        destination[2] = (byte)Type;
        destination[3] = (byte)Flags;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], LittleEndianDrep);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], FragmentLength);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], AuthLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], CallId);
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
