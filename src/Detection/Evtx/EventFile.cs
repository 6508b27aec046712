using System.Text;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows events from a file of any kind that people have them in: an event log, XML, JSON; the texts in UTF-8 or UTF-16.
/// </summary>
internal static class EventFile
{
    /// <summary>Reads the events of a file; its first bytes show its format.</summary>
    /// <param name="file">The file from its start.</param>
    /// <param name="report">Where what cannot be read is counted.</param>
    /// <exception cref="InvalidDataException">It has none of these formats.</exception>
    /// <exception cref="System.Text.Json.JsonException">It looks like JSON, and nothing of it can be read.</exception>
    public static IEnumerable<RecordView> Read(Stream file, EventReport report)
    {
        var first = new byte[EvtxReader.PeekSize];
        var held = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (held == 0) throw new InvalidDataException("the file is empty");
        var begin = first.AsMemory(0, held);
        var whole = new BegunStream(begin, file, report);
        if (EvtxReader.IsEvtx(begin.Span)) return EvtxReader.Read(whole, report);
        // The logs of Windows XP have their signature behind the size of their header.
        if (held >= 8 && begin.Span[4..8].SequenceEqual("LfLe"u8))
            throw new InvalidDataException("an event log of Windows XP or 2003 (.evt), which is not supported");
        var encoding = EncodingOf(begin.Span);
        var text = encoding.GetString(begin.Span).TrimStart('\ufeff', ' ', '\t', '\r', '\n', '\u001e');
        if (text.StartsWith('<')) return EventXml.Read(new StreamReader(whole, encoding, detectEncodingFromByteOrderMarks: true), report);
        if (text.StartsWith('{') || text.StartsWith('['))
            return EventJson.Read(Encoding.CreateTranscodingStream(whole, encoding, new UTF8Encoding(false)), report);
        throw new InvalidDataException("neither an event log (.evtx) nor XML or JSON");
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> begin)
    {
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.Unicode;
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.BigEndianUnicode;
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) || begin.Length < 2) return Encoding.UTF8;
        // What starts a text of events is ASCII: its other byte in UTF-16 is zero.
        if (begin[1] == 0) return Encoding.Unicode;
        if (begin[0] == 0) return Encoding.BigEndianUnicode;
        // An XML declaration of utf-16 was copied from elsewhere: the bytes are not UTF-16.
        var head = Encoding.Latin1.GetString(begin[..Math.Min(begin.Length, 128)]);
        return head.StartsWith("<?xml", StringComparison.Ordinal)
            && (head.Contains("windows-125", StringComparison.OrdinalIgnoreCase)
            || head.Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase))
            ? Encoding.Latin1
            : Encoding.UTF8;
    }
}
