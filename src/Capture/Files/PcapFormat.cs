using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>The classic format: a header of 24 bytes, then records with a header of 16 (draft-ietf-opsawg-pcap).</summary>
internal sealed class PcapFormat : ICaptureFormat
{
    private const int FileHeaderSize = 24, RecordHeaderSize = 16;
    private const uint Microseconds = 0xa1b2c3d4, Nanoseconds = 0xa1b23c4d, Modified = 0xa1b2cd34;

    private bool _hasHeader, _bigEndian, _nanoseconds;
    private int _headerSize = RecordHeaderSize, _checkSequence;
    private LinkType _link;
    private uint _magic;

    /// <summary>Nothing marks where a record starts.</summary>
    public bool CanFind => false;

    public long TryRead(ReadOnlySpan<byte> window, out Record record)
    {
        record = default;
        if (!_hasHeader) return ReadFileHeader(window);
        if (window.Length < _headerSize) return 0;
        // Files that were put together with `cat`: a second header stands where a record would.
        if (Number(window) == _magic && Half(window[4..]) == 2 && Half(window[6..]) == 4 && Number(window[8..]) == 0) return ReadFileHeader(window);
        uint captured = Number(window[8..]), length = Number(window[12..]);
        if (captured > CaptureReader.RecordLimit)
        {
            record = Record.Damaged($"a pcap record of {captured} bytes");
            return 0;
        }
        // A recorder that was killed, or a disk that lost its cache, leaves zeros.
        if (!window[..RecordHeaderSize].ContainsAnyExcept((byte)0))
        {
            record = Record.Damaged("zeros instead of a pcap record");
            return 0;
        }
        var size = _headerSize + (int)captured;
        if (window.Length < size) return 0;
        long fraction = Number(window[4..]);
        var ticks = DateTime.UnixEpoch.Ticks + Number(window) * TimeSpan.TicksPerSecond + (_nanoseconds ? fraction / 100 : fraction * 10);
        record = new(ticks, _link, window.Slice(_headerSize, (int)captured), length, _checkSequence);
        return size;
    }

    public int Find(ReadOnlySpan<byte> window, out bool isFound)
    {
        isFound = false;
        return window.Length;
    }

    private int ReadFileHeader(ReadOnlySpan<byte> window)
    {
        if (window.Length < FileHeaderSize) return 0;
        _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(window) is Microseconds or Nanoseconds or Modified;
        _magic = Number(window);
        if (_magic is not (Microseconds or Nanoseconds or Modified))
            throw new MalformedException(Malformed.OutOfRange, ForeignFormat.Describe(window) ?? $"the file begins with {BinaryPrimitives.ReadUInt32BigEndian(window):x8}, which is neither pcap nor pcapng");
        _nanoseconds = _magic == Nanoseconds;
        _headerSize = _magic == Modified ? 24 : RecordHeaderSize; // a variant with eight more bytes in each record
        var link = Number(window[20..]);
        // Above the sixteen bits of the link type: a flag that the length of a frame check sequence is known, and that length in units of two bytes.
        _checkSequence = (link & 0x0400_0000) != 0 ? (int)(link >> 28) * 2 : 0;
        _link = (LinkType)(link & 0xffff);
        _hasHeader = true;
        return FileHeaderSize;
    }

    private uint Number(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private ushort Half(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
