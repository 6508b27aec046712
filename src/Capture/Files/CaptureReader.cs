using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Capture.Files;

/// <summary>
/// Reads pcap (microseconds and nanoseconds, either byte order) and pcapng as the bytes come, told apart by their first four bytes.
/// Does no I/O: the caller lends a window of the file and keeps what was not consumed.
/// </summary>
public sealed class CaptureReader(IPacketSink sink)
{
    /// <summary>The largest record that is taken, in bytes: tcpdump's own limit is 262,144, and a window must hold one record whole.</summary>
    public const int RecordLimit = 1 << 20;

    private ICaptureFormat? _format;

    /// <summary>Frames that were handed on.</summary>
    public long Packets { get; private set; }

    /// <summary>Bytes that were consumed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Consumes whole records from <paramref name="window"/>.</summary>
    /// <returns>How many bytes were consumed; the rest begins a record that is not there whole.</returns>
    /// <exception cref="MalformedException">The file is of no known format, or a record's length makes no sense: nothing after it can be read.</exception>
    public int Consume(ReadOnlySpan<byte> window)
    {
        var consumed = 0;
        if (_format is null)
        {
            if (window.Length < 4) return 0;
            _format = BinaryPrimitives.ReadUInt32LittleEndian(window) == PcapngFormat.SectionHeader ? new PcapngFormat() : new PcapFormat();
        }
        while (true)
        {
            var size = _format.TryRead(window[consumed..], out var packet);
            if (size == 0) break;
            if (packet.IsPacket)
            {
                Packets++;
                sink.OnPacket(packet.Ticks, packet.Link, packet.Frame);
            }
            consumed += size;
        }
        Bytes += consumed;
        return consumed;
    }
}
