using Sekimori.Guard;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// sec_trailer: which security context protects a PDU, and how far ([MS-RPCE] 2.2.2.11). The authentication token follows it, up to the end
/// of the fragment.
/// </summary>
/// <param name="Type">auth_type.</param>
/// <param name="Level">auth_level.</param>
/// <param name="PadLength">auth_pad_length: bytes of padding before the trailer.</param>
/// <param name="ContextId">auth_context_id: which of the connection's security contexts.</param>
internal readonly record struct SecurityTrailer(AuthenticationType Type, ProtectionLevel Level, byte PadLength, uint ContextId)
{
    /// <summary>The trailer's size in bytes, without padding and token.</summary>
    public const int Size = 8;

    /// <summary>The trailer starts at a multiple of this, counted from the start of the PDU's body ([MS-RPCE] 2.2.2.11).</summary>
    public const int Alignment = 16;

    /// <summary>Reads a trailer.</summary>
    public static SecurityTrailer Read(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var reader = new ByteReader(bytes, bigEndian);
        var type = (AuthenticationType)reader.ReadByte();
        var level = (ProtectionLevel)reader.ReadByte();
        var pad = reader.ReadByte();
        // [MS-RPCE] 2.2.2.11: auth_reserved is ignored on read.
        reader.Skip(1);
        return new(type, level, pad, reader.ReadUInt32());
    }

    /// <summary>Writes the trailer, 8 bytes.</summary>
    public void Write(ref ByteWriter writer)
    {
        writer.WriteByte((byte)Type);
        writer.WriteByte((byte)Level);
        writer.WriteByte(PadLength);
        writer.WriteByte(0);
        writer.WriteUInt32(ContextId);
    }
}
