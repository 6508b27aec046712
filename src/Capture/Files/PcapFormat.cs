using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>The classic format: a header of 24 bytes, then records with a header of 16 (draft-ietf-opsawg-pcap).</summary>
internal sealed class PcapFormat : ICaptureFormat
{
    private const int FileHeaderSize = 24, RecordHeaderSize = 16;
    private const uint Microseconds = 0xa1b2c3d4, Nanoseconds = 0xa1b23c4d, Modified = 0xa1b2cd34;

    private bool _hasHeader, _bigEndian, _nanoseconds;
    private int _headerSize = RecordHeaderSize;
    private LinkType _link;

    public int TryRead(ReadOnlySpan<byte> window, out Record record)
    {
        record = default;
        if (!_hasHeader) return ReadFileHeader(window);
        if (window.Length < _headerSize) return 0;
        var captured = Number(window[8..]);
        if (captured > CaptureReader.RecordLimit)
            throw new MalformedException(Malformed.OutOfRange, $"a pcap record of {captured} bytes");
        var size = _headerSize + (int)captured;
        if (window.Length < size) return 0;
        long fraction = Number(window[4..]);
        var ticks = DateTime.UnixEpoch.Ticks + Number(window) * TimeSpan.TicksPerSecond + (_nanoseconds ? fraction / 100 : fraction * 10);
        record = new(ticks, _link, window.Slice(_headerSize, (int)captured));
        return size;
    }

    private int ReadFileHeader(ReadOnlySpan<byte> window)
    {
        if (window.Length < FileHeaderSize) return 0;
        _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(window) is Microseconds or Nanoseconds or Modified;
        var magic = Number(window);
        if (magic is not (Microseconds or Nanoseconds or Modified))
            throw new MalformedException(Malformed.OutOfRange, $"the file begins with {magic:x8}, which is neither pcap nor pcapng");
        _nanoseconds = magic == Nanoseconds;
        if (magic == Modified) _headerSize = 24; // a variant with eight more bytes in each record
        _link = (LinkType)(Number(window[20..]) & 0x0fff_ffff); // the upper bits tell of a frame check sequence
        _hasHeader = true;
        return FileHeaderSize;
    }

    private uint Number(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
