using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>The classic format: a header of 24 bytes, then records with a header of 16 (draft-ietf-opsawg-pcap).</summary>
internal sealed class PcapFormat : ICaptureFormat
{
    private const int FileHeaderSize = 24, RecordHeaderSize = 16;
    private const uint Microseconds = 0xa1b2c3d4, Nanoseconds = 0xa1b23c4d, Modified = 0xa1b2cd34;

    /// <summary>
    /// How far behind a damaged record the next one is searched for: a recorder or a disk's cache does not lose more at a time.
    /// </summary>
    private const long SearchLimit = 64 << 20;

    /// <summary>
    /// Seconds that may lie between two records of a file, either way: rotated captures of a quiet network, a clock that was set.
    /// </summary>
    private const long MostBetween = 30L * 24 * 3600;

    private bool _hasHeader, _bigEndian, _nanoseconds;

    // Until a record has broken the rules of plausibility, the next ones are expected to keep them.
    private bool _isSound = true, _isEnd;
    private long? _lastSeconds;
    private int _headerSize = RecordHeaderSize, _checkSequence;
    private LinkType _link;
    private uint _magic;

    /// <summary>Nothing marks where a record starts: two headers in a row that could be ones decide.</summary>
    public long FindLimit => SearchLimit;

    public void End() => _isEnd = true;

    public long TryRead(ReadOnlySpan<byte> window, out Record record)
    {
        record = default;
        if (!_hasHeader) return ReadFileHeader(window);
        if (window.Length < _headerSize) return 0;
        // Files joined with `cat`: a second header stands in the place of a record.
        if (Number(window) == _magic && Half(window[4..]) == 2 && Half(window[6..]) == 4 && Number(window[8..]) == 0)
            return ReadFileHeader(window);
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
        var isPlausible = IsPlausible(window);
        if (!isPlausible && _isSound && _lastSeconds is not null)
        {
            // Odd, in a file that was sound so far: what follows it shows whether it is a record.
            if (window.Length < size + _headerSize && !_isEnd) return 0;
            if (window.Length != size && !IsPlausible(window.Length < size ? default : window[size..]))
            {
                record = Record.Damaged("bytes that are not a pcap record");
                return 0;
            }
        }
        if (window.Length < size) return 0;
        _isSound &= isPlausible;
        _lastSeconds = Number(window);
        long fraction = Number(window[4..]);
        var ticks = DateTime.UnixEpoch.Ticks + Number(window) * TimeSpan.TicksPerSecond + (_nanoseconds ? fraction / 100 : fraction * 10);
        record = new(ticks, _link, window.Slice(_headerSize, (int)captured), length, _checkSequence);
        return size;
    }

    /// <summary>A record that could be one, with another one after it, or the end of the file.</summary>
    public int Find(ReadOnlySpan<byte> window, out bool isFound)
    {
        isFound = false;
        var at = 0;
        for (; at + _headerSize <= window.Length; at++)
        {
            var rest = window[at..];
            if (!IsPlausible(rest) || Number(rest[8..]) == 0) continue;
            var size = _headerSize + (int)Number(rest[8..]);
            // Not there whole: it is decided when the next header is, so that the reading does not depend on how the file is cut.
            if (!_isEnd && rest.Length < size + _headerSize) return at;
            if (rest.Length != size && !IsPlausible(rest.Length < size ? default : rest[size..])) continue;
            isFound = true;
            return at;
        }
        return _isEnd ? window.Length : at;
    }

    /// <summary>True if a record's header could be here, by its times and lengths.</summary>
    private bool IsPlausible(ReadOnlySpan<byte> header)
    {
        if (header.Length < _headerSize) return false;
        uint seconds = Number(header), captured = Number(header[8..]), length = Number(header[12..]);
        return captured <= length && length is > 0 and <= CaptureReader.RecordLimit
            && Number(header[4..]) < (_nanoseconds ? 1_000_000_000u : 1_000_000u)
            && seconds != 0 && Math.Abs(seconds - (_lastSeconds ?? seconds)) <= MostBetween;
    }

    private int ReadFileHeader(ReadOnlySpan<byte> window)
    {
        if (window.Length < FileHeaderSize) return 0;
        _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(window) is Microseconds or Nanoseconds or Modified;
        _magic = Number(window);
        if (_magic is not (Microseconds or Nanoseconds or Modified))
            throw new MalformedException(Malformed.OutOfRange,
                ForeignFormat.Describe(window)
                ?? $"the file begins with {BinaryPrimitives.ReadUInt32BigEndian(window):x8}, which is neither pcap nor pcapng");
        _nanoseconds = _magic == Nanoseconds;
        _headerSize = _magic == Modified ? 24 : RecordHeaderSize; // a variant with eight more bytes in each record
        var link = Number(window[20..]);
        // Above the sixteen bits of the link type: a flag that the length of a frame check sequence is known, and that length in units of
        // two bytes.
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
