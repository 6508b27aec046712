using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The body of a fault ([C706] 12.6.4.7, [MS-RPCE] 2.2.2.8), without stub data.</summary>
/// <param name="ContextId">p_cont_id.</param>
/// <param name="CancelCount">cancel_count.</param>
/// <param name="Status">Why; never 0.</param>
internal readonly record struct FaultPdu(ushort ContextId, byte CancelCount, uint Status)
{
    /// <summary>Bytes of a whole fault: the common header and this body.</summary>
    public const int WholeSize = PduHeader.Size + 16;

    /// <summary>Reads a fault; stub data after it is ignored ([MS-RPCE] 2.2.2.8).</summary>
    /// <exception cref="MalformedException">The body is shorter.</exception>
    public static FaultPdu Read(ReadOnlySpan<byte> body, bool bigEndian)
    {
        var reader = new ByteReader(body, bigEndian);
        reader.Skip(4);
        var context = reader.ReadUInt16();
        var cancels = reader.ReadByte();
        reader.Skip(1);
        return new(context, cancels, reader.ReadUInt32());
    }

    /// <summary>Writes the body, 16 bytes.</summary>
    public void Write(ref ByteWriter writer)
    {
        // Windows and Samba put the size of the fault itself into alloc_hint: 0x20 bytes without extended error information ([MS-RPCE]
        // 2.2.2.8).
        writer.WriteUInt32(WholeSize);
        writer.WriteUInt16(ContextId);
        writer.WriteByte(CancelCount);
        writer.WriteByte(0);
        writer.WriteUInt32(Status);
        writer.WriteUInt32(0);
    }
}
