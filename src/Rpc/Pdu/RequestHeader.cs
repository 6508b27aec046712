using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// The fixed part of a request's body ([C706] 12.6.4.9): 8 bytes, and 16 more if <see cref="PfcFlags.ObjectUuid"/> is set. The stub follows
/// it.
/// </summary>
/// <param name="AllocationHint">alloc_hint: bytes of the stub in this and all following fragments; 0 if the sender gives none ([MS-RPCE]
/// 2.2.2.6).</param>
/// <param name="ContextId">p_cont_id: the presentation context.</param>
/// <param name="Opnum">The operation.</param>
/// <param name="Object">The object UUID; null if there is none.</param>
internal readonly record struct RequestHeader(uint AllocationHint, ushort ContextId, ushort Opnum, Guid? Object)
{
    /// <summary>Bytes of the common header and this one, without an object UUID: where the stub starts in a fragment.</summary>
    public const int StubOffset = PduHeader.Size + 8;

    /// <summary>Bytes of an object UUID.</summary>
    public const int ObjectSize = 16;

    /// <summary>Reads the fixed part and leaves <paramref name="reader"/> at the stub.</summary>
    /// <exception cref="MalformedException">The body is shorter.</exception>
    public static RequestHeader Read(ref ByteReader reader, PfcFlags flags)
    {
        var hint = reader.ReadUInt32();
        var context = reader.ReadUInt16();
        var opnum = reader.ReadUInt16();
        return new(hint, context, opnum, (flags & PfcFlags.ObjectUuid) != 0 ? reader.ReadGuid() : null);
    }

    /// <summary>Writes the fixed part.</summary>
    public void Write(ref ByteWriter writer)
    {
        writer.WriteUInt32(AllocationHint);
        writer.WriteUInt16(ContextId);
        writer.WriteUInt16(Opnum);
        if (Object is { } uuid) writer.WriteGuid(uuid);
    }
}
