using System.Buffers;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Soap;

/// <summary>
/// Pooled memory that an envelope is written to, up to the size that the client allows. Growing beyond that is the fault of [DSP0226] 6.2.
/// </summary>
internal sealed class ReplyBuffer : Stream, IBufferWriter<byte>
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private int _count;

    /// <summary>How many bytes may be written.</summary>
    public int Limit { get; set; } = int.MaxValue;

    /// <summary>What has been written. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    /// <summary>The array behind <see cref="Written"/>, which starts at its first byte.</summary>
    public byte[] Array => _bytes;

    /// <summary>How many bytes have been written.</summary>
    public int Count => _count;

    /// <summary>Removes everything after the first <paramref name="count"/> bytes.</summary>
    public void Truncate(int count) => _count = count;

    /// <summary>Removes the bytes between two offsets; the rest moves up.</summary>
    public void Cut(int from, int to)
    {
        _bytes.AsSpan(to, _count - to).CopyTo(_bytes.AsSpan(from));
        _count -= to - from;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(buffer.Length);
        buffer.CopyTo(_bytes.AsSpan(_count));
        _count += buffer.Length;
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    private void Reserve(int more)
    {
        if (_count + (long)more > Limit) throw new WsManFaultException(Fault.ReplyTooLarge(Limit));
        if (_bytes.Length - _count >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_count + more, _bytes.Length * 2));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_bytes.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _count) = ([], 0);
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _count;

    /// <inheritdoc/>
    public override long Position { get => _count; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
