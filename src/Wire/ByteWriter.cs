using System.Buffers;
using System.Buffers.Binary;

namespace Sekimori.Wire;

/// <summary>
/// Writes numbers and runs of bytes in little-endian order, the only one that Sekimori sends, to a growing buffer.
/// What was written earlier can be patched, for lengths that are known only later.
/// </summary>
internal ref struct ByteWriter
{
    private byte[]? _rented;
    private Span<byte> _buffer;
    private int _position;

    /// <summary>Writes to <paramref name="initial"/> first (often stack memory), and to pooled memory once that is full.</summary>
    public ByteWriter(Span<byte> initial) => _buffer = initial;

    /// <summary>How many bytes have been written.</summary>
    public readonly int Position => _position;

    /// <summary>What has been written. Valid until the next write.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._position];

    /// <summary>What has been written, to be patched. Valid until the next write.</summary>
    public readonly Span<byte> WrittenMutable => _buffer[.._position];

    /// <summary>Room for <paramref name="count"/> bytes, to be filled by the caller. Its content is undefined.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _position < count) Grow(count);
        var run = _buffer.Slice(_position, count);
        _position += count;
        return run;
    }

    /// <summary>Writes <paramref name="bytes"/>.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Writes <paramref name="count"/> bytes of zero.</summary>
    public void WriteZeros(int count) => Reserve(count).Clear();

    /// <summary>Writes the zeros that bring <see cref="Position"/> to a multiple of <paramref name="alignment"/>, a power of two.</summary>
    public void Align(int alignment) => WriteZeros(-_position & (alignment - 1));

    /// <summary>Writes one octet.</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Writes an unsigned 16-bit number.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    /// <summary>Writes an unsigned 32-bit number.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>Writes an unsigned 64-bit number.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>Writes a UUID ([C706] A.1).</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Reserve(16));

    /// <summary>Overwrites the 16-bit number at <paramref name="offset"/>.</summary>
    public readonly void PatchUInt16(int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[offset.._position], value);

    /// <summary>Overwrites the 32-bit number at <paramref name="offset"/>.</summary>
    public readonly void PatchUInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer[offset.._position], value);

    /// <summary>Gives pooled memory back. What <see cref="Written"/> gave before is no longer valid.</summary>
    public void Dispose()
    {
        if (_rented is { } rented) ArrayPool<byte>.Shared.Return(rented);
        this = default;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_position + count), Math.Max(256, _buffer.Length * 2)));
        _buffer[.._position].CopyTo(larger);
        if (_rented is { } rented) ArrayPool<byte>.Shared.Return(rented);
        _buffer = _rented = larger;
    }
}
