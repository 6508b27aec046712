using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>The fixed part of a response's body, 8 bytes ([C706] 12.6.4.10). The stub follows it.</summary>
/// <param name="AllocationHint">alloc_hint: bytes of the stub in this and all following fragments ([MS-RPCE] 2.2.2.6).</param>
/// <param name="ContextId">p_cont_id.</param>
/// <param name="CancelCount">cancel_count.</param>
internal readonly record struct ResponseHeader(uint AllocationHint, ushort ContextId, byte CancelCount)
{
    /// <summary>Bytes of the common header and this one: where the stub starts in a fragment.</summary>
    public const int StubOffset = PduHeader.Size + 8;

    /// <summary>Reads the fixed part and leaves <paramref name="reader"/> at the stub.</summary>
    /// <exception cref="MalformedException">The body is shorter.</exception>
    public static ResponseHeader Read(ref ByteReader reader)
    {
        var hint = reader.ReadUInt32();
        var context = reader.ReadUInt16();
        var cancels = reader.ReadByte();
        reader.Skip(1);
        return new(hint, context, cancels);
    }

    /// <summary>Writes the fixed part, 8 bytes, directly to its place: responses are the path that must cost nothing.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, AllocationHint);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], ContextId);
        destination[6] = CancelCount;
        destination[7] = 0;
    }
}
