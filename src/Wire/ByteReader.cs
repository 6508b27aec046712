using System.Buffers.Binary;

namespace Sekimori.Wire;

/// <summary>
/// Reads numbers and runs of bytes from one contiguous span, forwards, in the byte order that the sender declared.
/// Reading beyond the end throws <see cref="MalformedException"/> with <see cref="Malformed.Truncated"/>; nothing is ever read past the
/// end.
/// </summary>
internal ref struct ByteReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Reads <paramref name="bytes"/> from their start.</summary>
    /// <param name="bytes">What there is to read.</param>
    /// <param name="bigEndian">True if the sender's data representation is big-endian ([C706] 14.1).</param>
    public ByteReader(ReadOnlySpan<byte> bytes, bool bigEndian = false)
    {
        _bytes = bytes;
        BigEndian = bigEndian;
    }

    /// <summary>True if the most significant byte of numbers is first.</summary>
    public readonly bool BigEndian { get; }

    /// <summary>How many bytes have been consumed.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>The bytes that are left, without consuming them.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    /// <summary>Consumes <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _position)) throw Truncated(count);
        var run = _bytes.Slice(_position, count);
        _position += count;
        return run;
    }

    /// <summary>Skips <paramref name="count"/> bytes.</summary>
    public void Skip(int count) => ReadBytes(count);

    /// <summary>
    /// Skips the padding that brings <see cref="Position"/> to a multiple of <paramref name="alignment"/>, a power of two.
    /// </summary>
    public void Align(int alignment) => Skip(-_position & (alignment - 1));

    /// <summary>One octet.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>An unsigned 16-bit number.</summary>
    public ushort ReadUInt16()
    {
        var run = ReadBytes(2);
        return BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(run) : BinaryPrimitives.ReadUInt16LittleEndian(run);
    }

    /// <summary>An unsigned 32-bit number.</summary>
    public uint ReadUInt32()
    {
        var run = ReadBytes(4);
        return BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(run) : BinaryPrimitives.ReadUInt32LittleEndian(run);
    }

    /// <summary>An unsigned 64-bit number.</summary>
    public ulong ReadUInt64()
    {
        var run = ReadBytes(8);
        return BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(run) : BinaryPrimitives.ReadUInt64LittleEndian(run);
    }

    /// <summary>A UUID: one 32-bit and two 16-bit numbers in the sender's order, then eight octets ([C706] A.1).</summary>
    public Guid ReadGuid() => new(ReadBytes(16), BigEndian);

    private readonly MalformedException Truncated(int count) =>
        new(Malformed.Truncated, $"{count} bytes needed at offset {_position}, {_bytes.Length - _position} present");
}
