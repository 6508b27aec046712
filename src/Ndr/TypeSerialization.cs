using System.Buffers;
using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Ndr;

/// <summary>
/// Type serialization version 1 ([MS-RPCE] 2.2.6): a constructed type as a stream of its own, outside a call. DCOM's activation properties
/// and Kerberos' PAC hold such streams.
/// </summary>
internal static class TypeSerialization
{
    private const byte Version = 1;
    private const byte LittleEndian = 0x10;
    private const int HeaderLength = 8;

    /// <summary>Reads a stream of one type, in NDR20 and the byte order that it declares.</summary>
    /// <param name="stream">The stream from its common header.</param>
    /// <param name="read">Reads the type; often <see cref="INdrType{TSelf}.ReadNdr"/> through a pointer.</param>
    /// <exception cref="MalformedException">The headers or the type cannot be read.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> stream, NdrRead<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var header = new ByteReader(stream.Span);
        // [MS-RPCE] 2.2.6.1: the common header is little-endian whatever follows.
        if (header.ReadByte() != Version)
            throw new MalformedException(Malformed.BadValue, "type serialization with a version other than 1");
        var endianness = header.ReadByte();
        if (endianness is not (0 or LittleEndian)) throw new MalformedException(Malformed.BadValue, $"endianness 0x{endianness:x2}");
        if (header.ReadUInt16() != HeaderLength)
            throw new MalformedException(Malformed.BadLength, "common header with a length other than 8");
        header.Skip(4);
        // [MS-RPCE] 2.2.6.2: the private header is in the order of the type.
        var isBigEndian = endianness == 0;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header.ReadBytes(4));
        if (isBigEndian) length = BinaryPrimitives.ReverseEndianness(length);
        header.Skip(4);
        if (length > header.Remaining)
            throw new MalformedException(Malformed.Truncated, $"an object of {length} bytes, but only {header.Remaining} are present");
        var reader = new NdrReader(stream.Slice(2 * HeaderLength, (int)length), new NdrFormat(NdrSyntax.Ndr20, isBigEndian));
        return read(ref reader);
    }

    /// <summary>Reads a stream of one structure or union.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> stream) where T : INdrType<T> => Read(stream, T.ReadNdr);

    /// <summary>Writes a stream of one structure or union, in NDR20, little-endian.</summary>
    public static byte[] Write<T>(T value) where T : INdrType<T> => Write((ref NdrWriter writer) => T.WriteNdr(ref writer, value));

    /// <summary>Writes a stream of one type.</summary>
    public static byte[] Write(NdrWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var output = new ArrayBufferWriter<byte>();
        var writer = new NdrWriter(output, NdrSyntax.Ndr20);
        write(ref writer);
        // [MS-RPCE] 2.2.6.2: padded to 8, and the padding counts.
        writer.Align(8);
        writer.Complete();
        var stream = new byte[2 * HeaderLength + output.WrittenCount];
        (stream[0], stream[1], stream[2]) = (Version, LittleEndian, HeaderLength);
        // [MS-RPCE] 2.2.6.1: the filler.
        stream.AsSpan(4, 4).Fill(0xcc);
        BinaryPrimitives.WriteInt32LittleEndian(stream.AsSpan(HeaderLength), output.WrittenCount);
        output.WrittenSpan.CopyTo(stream.AsSpan(2 * HeaderLength));
        return stream;
    }
}
