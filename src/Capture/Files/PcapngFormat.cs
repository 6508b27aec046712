using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>The block format: section, interface and packet blocks are read, all others passed over (draft-ietf-opsawg-pcapng).</summary>
internal sealed class PcapngFormat : ICaptureFormat
{
    /// <summary>Block type of a section header; a palindrome, so it reads alike in either byte order.</summary>
    public const uint SectionHeader = 0x0a0d0d0a;

    private const uint InterfaceDescription = 1, ObsoletePacket = 2, SimplePacket = 3, EnhancedPacket = 6, ByteOrderMagic = 0x1a2b3c4d;
    private const int InterfaceLimit = 4096; // a host has tens; each costs 24 bytes here

    private readonly List<(LinkType Link, double TicksPerUnit, long Offset)> _interfaces = [];
    private bool _bigEndian;
    private long _lastTicks;

    public int TryRead(ReadOnlySpan<byte> window, out Record record)
    {
        record = default;
        if (window.Length < 12) return 0;
        var type = Number(window);
        if (type == SectionHeader)
        {
            _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(window[8..]) == ByteOrderMagic;
            if (Number(window[8..]) != ByteOrderMagic) throw new MalformedException(Malformed.OutOfRange, "a pcapng section without its byte-order magic");
            _interfaces.Clear();
        }
        var size = Number(window[4..]);
        if (size < 12 || size % 4 != 0 || size > CaptureReader.RecordLimit)
            throw new MalformedException(Malformed.OutOfRange, $"a pcapng block of {size} bytes");
        if (window.Length < size) return 0;
        var body = window[8..((int)size - 4)];
        switch (type)
        {
            case InterfaceDescription when body.Length >= 8 && _interfaces.Count < InterfaceLimit: AddInterface(body); break;
            case EnhancedPacket when body.Length >= 20: record = Packet(body, (int)Math.Min(Number(body), int.MaxValue)); break;
            case ObsoletePacket when body.Length >= 20: record = Packet(body, Half(body)); break;
            case SimplePacket when body.Length >= 4 && _interfaces.Count > 0:
                record = new(_lastTicks, _interfaces[0].Link, body.Slice(4, (int)Math.Min(Number(body), (uint)body.Length - 4)));
                break;
        }
        return (int)size;
    }

    private Record Packet(ReadOnlySpan<byte> body, int id)
    {
        if ((uint)id >= (uint)_interfaces.Count) return default;
        var (link, unit, offset) = _interfaces[id];
        var stamp = ((ulong)Number(body[4..]) << 32) | Number(body[8..]);
        var captured = Math.Min(Number(body[12..]), (uint)body.Length - 20);
        var sinceEpoch = unit == 10 ? stamp * 10d : stamp * unit;
        // A stamp past the year 9999 is no time: the packet before it was about then.
        if (sinceEpoch < (DateTime.MaxValue - DateTime.UnixEpoch).Ticks - (double)offset)
            _lastTicks = DateTime.UnixEpoch.Ticks + offset + (unit == 10 ? (long)stamp * 10 : (long)sinceEpoch);
        return new(_lastTicks, link, body.Slice(20, (int)captured));
    }

    private void AddInterface(ReadOnlySpan<byte> body)
    {
        double unit = 10; // microseconds unless if_tsresol says otherwise
        long offset = 0;
        for (var options = body[8..]; options.Length >= 4;)
        {
            int code = Half(options), length = Half(options[2..]);
            if (code == 0 || 4 + length > options.Length) break;
            var value = options.Slice(4, length);
            if (code == 9 && length >= 1) // if_tsresol: a power of ten, or of two where the top bit is set
                unit = TimeSpan.TicksPerSecond / ((value[0] & 0x80) != 0 ? Math.Pow(2, value[0] & 0x7f) : Math.Pow(10, value[0]));
            if (code == 14 && length >= 8) // if_tsoffset, in seconds
                offset = Math.Clamp(_bigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value), 0, 100_000_000_000)
                    * TimeSpan.TicksPerSecond;
            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }
        _interfaces.Add(((LinkType)Half(body), unit, offset));
    }

    private uint Number(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private ushort Half(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
