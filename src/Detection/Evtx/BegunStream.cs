namespace Sekimori.Detection.Evtx;

/// <summary>A stream whose start was already read; counts the bytes read from it.</summary>
internal sealed class BegunStream(ReadOnlyMemory<byte> begin, Stream rest, EventReport report) : Stream
{
    private ReadOnlyMemory<byte> _begin = begin;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count;
        if (_begin.Length == 0) count = rest.Read(buffer);
        else
        {
            count = Math.Min(buffer.Length, _begin.Length);
            _begin.Span[..count].CopyTo(buffer);
            _begin = _begin[count..];
        }
        report.Bytes += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
