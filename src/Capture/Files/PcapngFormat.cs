using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>The block format: section, interface and packet blocks are read, all others skipped (draft-ietf-opsawg-pcapng).</summary>
internal sealed class PcapngFormat : ICaptureFormat
{
    /// <summary>Block type of a section header; a palindrome, so it reads alike in either byte order.</summary>
    public const uint SectionHeader = 0x0a0d0d0a;

    private const uint InterfaceDescription = 1, ObsoletePacket = 2, SimplePacket = 3, EnhancedPacket = 6, ByteOrderMagic = 0x1a2b3c4d;
    private const int LeastBlock = 12, EnhancedHeader = 32;

    /// <summary>The largest block of names, keys or other data that is skipped by its length alone: anything larger is damage.</summary>
    private const uint OtherLimit = 256 << 20;

    private const int InterfaceLimit = 4096; // a host has tens; each costs 32 bytes here

    private readonly List<PcapngInterface> _interfaces = [];
    private bool _bigEndian, _hasSection;
    private long _lastTicks;

    /// <summary>Blocks have their length at both ends: one is found beyond doubt, however far away.</summary>
    public long FindLimit => long.MaxValue;

    public void End()
    {
        // Everything complete was found.
    }

    public long TryRead(ReadOnlySpan<byte> window, out Record record)
    {
        record = default;
        if (window.Length < LeastBlock) return 0;
        var type = Number(window);
        if (type == SectionHeader && !TryReadOrder(window))
        {
            if (!_hasSection) throw new MalformedException(Malformed.OutOfRange, "a pcapng section without its byte-order magic");
            record = Record.Damaged("a pcapng section without its byte-order magic");
            return 0;
        }
        var size = Number(window[4..]);
        // A list of names, a journal, keys: whatever is not a packet may be large, and is skipped.
        if (size is > CaptureReader.RecordLimit and <= OtherLimit && size % 4 == 0 && IsOther(type)) return size;
        if (size is < LeastBlock or > CaptureReader.RecordLimit || size % 4 != 0)
        {
            record = Record.Damaged($"a pcapng block of {size} bytes");
            return 0;
        }
        if (window.Length < size) return 0;
        if (Number(window[((int)size - 4)..]) != size)
        {
            record = Record.Damaged($"a pcapng block of {size} bytes with the length {Number(window[((int)size - 4)..])} at its end");
            return 0;
        }
        Read(type, window[8..((int)size - 4)], out record);
        return size;
    }

    /// <summary>A block beyond doubt: of a known type, with the same length at both ends, and with a packet that fits into it.</summary>
    public int Find(ReadOnlySpan<byte> window, out bool isFound)
    {
        isFound = false;
        int at = 0, unfinished = -1;
        for (; at + LeastBlock <= window.Length; at++)
        {
            var rest = window[at..];
            var size = PlausibleSize(rest);
            if (size == 0) continue;
            // Incomplete: the rest may still come, unless a complete one follows it.
            if (rest.Length < size)
            {
                if (unfinished < 0) unfinished = at;
                continue;
            }
            if (!rest[4..8].SequenceEqual(rest.Slice(size - 4, 4))) continue;
            isFound = true;
            return at;
        }
        return unfinished < 0 ? at : unfinished;
    }

    /// <summary>The size of the block that seems to start here; 0 if none does.</summary>
    private int PlausibleSize(ReadOnlySpan<byte> block)
    {
        var type = Number(block);
        if (type is 0 or > 10 && type != SectionHeader) return 0;
        var isForeign = type == SectionHeader && Number(block[8..]) != ByteOrderMagic;
        if (isForeign && BinaryPrimitives.ReverseEndianness(Number(block[8..])) != ByteOrderMagic) return 0;
        var size = isForeign ? BinaryPrimitives.ReverseEndianness(Number(block[4..])) : Number(block[4..]);
        if (size is < LeastBlock or > CaptureReader.RecordLimit || size % 4 != 0) return 0;
        if (type == EnhancedPacket && (size < EnhancedHeader || (block.Length >= EnhancedHeader && !IsPacket(block, size)))) return 0;
        return (int)size;
    }

    private bool IsPacket(ReadOnlySpan<byte> block, uint size) =>
        Number(block[8..]) < (uint)_interfaces.Count && Number(block[20..]) <= size - EnhancedHeader;

    private static bool IsOther(uint type) => type is 4 or 5 or 9 or 10 or 0xbad or 0x4000_0bad;

    private bool TryReadOrder(ReadOnlySpan<byte> window)
    {
        var isBig = BinaryPrimitives.ReadUInt32BigEndian(window[8..]) == ByteOrderMagic;
        if (!isBig && BinaryPrimitives.ReadUInt32LittleEndian(window[8..]) != ByteOrderMagic) return false;
        _bigEndian = isBig;
        return true;
    }

    private void Read(uint type, ReadOnlySpan<byte> body, out Record record)
    {
        record = default;
        switch (type)
        {
            case SectionHeader:
                _hasSection = true;
                _interfaces.Clear();
                break;
            case InterfaceDescription when body.Length >= 8:
                if (_interfaces.Count < InterfaceLimit) AddInterface(body);
                break;
            case EnhancedPacket when body.Length >= 20: Packet(body, (int)Math.Min(Number(body), int.MaxValue), out record); break;
            case ObsoletePacket when body.Length >= 20: Packet(body, Half(body), out record); break;
            case SimplePacket when body.Length >= 4 && _interfaces.Count > 0:
                var kept = _interfaces[0];
                var captured = Math.Min(Math.Min(Number(body), kept.SnapLength == 0 ? uint.MaxValue : kept.SnapLength),
                    (uint)body.Length - 4);
                record = new(_lastTicks, kept.Link, body.Slice(4, (int)captured), Number(body), kept.CheckSequence);
                break;
            case InterfaceDescription or EnhancedPacket or ObsoletePacket or SimplePacket:
                record = Record.Damaged(body.Length < 4 || _interfaces.Count > 0
                    ? $"a pcapng block of type {type} with {body.Length + LeastBlock} bytes"
                    : "a packet before any interface");
                break;
        }
    }

    private void Packet(ReadOnlySpan<byte> body, int id, out Record record)
    {
        if ((uint)id >= (uint)_interfaces.Count)
        {
            record = Record.Damaged($"a packet of interface {id}, which is not defined");
            return;
        }
        uint captured = Number(body[12..]), length = Number(body[16..]);
        if (captured > (uint)body.Length - 20)
        {
            record = Record.Damaged($"a packet of {captured} bytes in a block for {body.Length - 20}");
            return;
        }
        var from = _interfaces[id];
        var stamp = ((ulong)Number(body[4..]) << 32) | Number(body[8..]);
        var sinceEpoch = from.TicksPerUnit == 10 ? stamp * 10d : stamp * from.TicksPerUnit;
        // A stamp past the year 9999 is not a time: the packet before it was about then.
        if (sinceEpoch < (DateTime.MaxValue - DateTime.UnixEpoch).Ticks - (double)from.Offset)
            _lastTicks = DateTime.UnixEpoch.Ticks + from.Offset + (from.TicksPerUnit == 10 ? (long)stamp * 10 : (long)sinceEpoch);
        record = new(_lastTicks, from.Link, body.Slice(20, (int)captured), length, from.CheckSequence);
    }

    private void AddInterface(ReadOnlySpan<byte> body)
    {
        double unit = 10; // microseconds unless if_tsresol says otherwise
        long offset = 0;
        var checkSequence = 0;
        for (var options = body[8..]; options.Length >= 4;)
        {
            int code = Half(options), length = Half(options[2..]);
            if (code == 0 || 4 + length > options.Length) break;
            var value = options.Slice(4, length);
            if (code == 9 && length >= 1) // if_tsresol: a power of ten, or of two where the top bit is set
                unit = TimeSpan.TicksPerSecond / ((value[0] & 0x80) != 0 ? Math.Pow(2, value[0] & 0x7f) : Math.Pow(10, value[0]));
            if (code == 13 && length >= 1 && value[0] <= 8) checkSequence = value[0]; // if_fcslen, in bytes
            if (code == 14 && length >= 8) // if_tsoffset, in seconds
                offset = Math.Clamp(_bigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value),
                    0, 100_000_000_000)
                    * TimeSpan.TicksPerSecond;
            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }
        _interfaces.Add(new((LinkType)Half(body), Number(body[4..]), unit, offset, checkSequence));
    }

    private uint Number(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private ushort Half(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
