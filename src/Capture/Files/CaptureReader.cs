using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>
/// Reads pcap (microseconds and nanoseconds, either byte order) and pcapng as the bytes arrive. The first four bytes distinguish them.
/// Does no I/O: the caller lends a window of the file and keeps what was not consumed. Behind a damaged record the next sound one is looked
/// for: in pcapng by the length at both ends of a block, in a pcap by headers that could be ones.
/// </summary>
public sealed class CaptureReader(IPacketSink sink)
{
    /// <summary>
    /// The largest record that is accepted, in bytes: tcpdump's own limit is 262,144, and a window must hold one whole record.
    /// </summary>
    public const int RecordLimit = 1 << 20;

    /// <summary>Damages that are remembered; the others are only counted.</summary>
    private const int DamageLimit = 8;

    private readonly List<CaptureDamage> _damages = [];
    private ICaptureFormat? _format;
    private bool _isLost;
    private long _searched;

    /// <summary>Frames that were forwarded.</summary>
    public long Packets { get; private set; }

    /// <summary>Bytes that were consumed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes still to come of a record that is being skipped.</summary>
    public long Missing { get; private set; }

    /// <summary>The first damaged places.</summary>
    public IReadOnlyList<CaptureDamage> Damages => _damages;

    /// <summary>How many damaged places there are.</summary>
    public long DamageCount { get; private set; }

    /// <summary>True while the next sound record is being searched for: what was not consumed is not the start of a packet.</summary>
    public bool IsLost => _isLost;

    /// <summary>True if nothing behind a damaged place can be read: further bytes are consumed unread.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Consumes whole records from <paramref name="window"/>.</summary>
    /// <returns>How many bytes were consumed; the rest is the start of a record that is not complete yet.</returns>
    /// <exception cref="MalformedException">The file is of no known format.</exception>
    public int Consume(ReadOnlySpan<byte> window)
    {
        var consumed = 0;
        if (_format is null)
        {
            if (window.Length < 4) return 0;
            _format = BinaryPrimitives.ReadUInt32LittleEndian(window) == PcapngFormat.SectionHeader ? new PcapngFormat() : new PcapFormat();
        }
        while (TryStep(_format, window[consumed..], consumed, out var size)) consumed += size;
        Bytes += consumed;
        return consumed;
    }

    /// <summary>No more bytes will come: decides what the rest of the file is. Call it once, with what was not consumed.</summary>
    /// <returns>How many bytes were consumed.</returns>
    public int Finish(ReadOnlySpan<byte> rest)
    {
        if (_format is null) return 0;
        _format.End();
        var consumed = Consume(rest);
        IsOver |= _isLost;
        return consumed;
    }

    private bool TryStep(ICaptureFormat format, ReadOnlySpan<byte> rest, int consumed, out int size)
    {
        size = 0;
        if (rest.IsEmpty) return false;
        if (IsOver || Missing > 0)
        {
            size = IsOver ? rest.Length : (int)Math.Min(Missing, rest.Length);
            Missing -= Math.Min(Missing, size);
            return true;
        }
        if (_isLost)
        {
            size = format.Find(rest, out var isFound);
            _isLost = !isFound;
            _searched += size;
            if (isFound && _damages.Count == DamageCount) _damages[^1] = _damages[^1] with { Skipped = _searched };
            IsOver = _isLost && _searched > format.FindLimit;
            return isFound || size > 0;
        }
        var whole = format.TryRead(rest, out var record);
        if (record.Damage is { } damage)
        {
            DamageCount++;
            if (_damages.Count < DamageLimit) _damages.Add(new(Bytes + consumed, Packets, damage));
            if (whole == 0)
            {
                _isLost = true;
                // Whatever is found next starts behind the damaged one's first byte.
                whole = _searched = 1;
            }
        }
        if (record.IsPacket)
        {
            Packets++;
            sink.OnPacket(record.Ticks, record.Link, record.Frame, record.IsCut);
        }
        size = (int)Math.Min(whole, rest.Length);
        Missing = whole - size;
        return size > 0;
    }
}
