using System.Xml;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows events from XML: one document, as the event viewer saves it, or events one after the other, as wevtutil prints them. Each
/// event is read by itself, so that one that is not well formed does not affect the others.
/// </summary>
internal static class EventXml
{
    /// <summary>Characters of one event: a record of a log has 64 KiB.</summary>
    private const int EventLimit = 4 * 1024 * 1024;

    private const string Begin = "<Event", End = "</Event>";

    // An event that Windows has written may have characters that XML does not allow.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false, IgnoreComments = true,
        IgnoreProcessingInstructions = true
    };

    /// <summary>Reads the events of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="report">Where what cannot be read is counted.</param>
    public static IEnumerable<RecordView> Read(TextReader text, EventReport report)
    {
        var window = new char[64 * 1024];
        int from = 0, held = 0, searched = 0;
        var start = -1;
        long line = 1;
        while (true)
        {
            if (start < 0 && (start = FindStart(window, from, held)) < 0)
            {
                // The start of a tag may be at the end of the window.
                var keep = Math.Min(held - from, Begin.Length);
                line += window.AsSpan(from, held - keep - from).Count('\n');
                from = held - keep;
            }
            else if (start >= 0)
            {
                line += window.AsSpan(from, start - from).Count('\n');
                from = start;
                var end = window.AsSpan(Math.Max(searched, from), held - Math.Max(searched, from)).IndexOf(End);
                if (end >= 0)
                {
                    end += Math.Max(searched, from) + End.Length;
                    var one = window.AsSpan(from, end - from);
                    if (TryRead(one, out var record, out var fault))
                    {
                        report.Events++;
                        yield return record;
                        (from, start, searched) = (end, -1, end);
                        continue;
                    }
                    // A CDATA section may hold the end of an element.
                    if (IsInside(window.AsSpan(from, end - from)) && end - from < EventLimit)
                    {
                        searched = end;
                        continue;
                    }
                    report.Unreadable++;
                    report.Note($"the event in line {line} cannot be read: {fault}");
                    (start, searched) = (-1, 0);
                    var next = FindStart(window, from + Begin.Length, end);
                    var on = next < 0 ? end : next;
                    line += window.AsSpan(from, on - from).Count('\n');
                    from = on;
                    continue;
                }
                searched = Math.Max(from, held - End.Length);
                if (held - from > EventLimit)
                {
                    report.Unreadable++;
                    report.Note($"the event in line {line} is longer than {EventLimit} characters");
                    (start, searched) = (-1, 0);
                    from += Begin.Length;
                    continue;
                }
            }
            if (from > 0)
            {
                window.AsSpan(from, held - from).CopyTo(window);
                if (start >= 0) start -= from;
                searched = Math.Max(searched - from, 0);
                held -= from;
                from = 0;
            }
            if (held == window.Length) Array.Resize(ref window, window.Length * 2);
            var got = text.Read(window, held, window.Length - held);
            held += got;
            if (got > 0) continue;
            if (start < 0) yield break;
            report.Unreadable++;
            report.Note($"ends within the event in line {line}");
            yield break;
        }
    }

    private static int FindStart(char[] window, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            var found = window.AsSpan(at, to - at).IndexOf(Begin);
            if (found < 0) return -1;
            at += found;
            // Events, EventData and EventID start like it.
            if (at + Begin.Length < to && window[at + Begin.Length] is ' ' or '>' or '\t' or '\r' or '\n') return at;
        }
        return -1;
    }

    private static bool IsInside(ReadOnlySpan<char> text) => text.LastIndexOf("<![CDATA[") > text.LastIndexOf("]]>");

    private static bool TryRead(ReadOnlySpan<char> text, out RecordView record, out string fault)
    {
        record = new RecordView();
        fault = "";
        var elements = new EventElements(record);
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.ToString()), Settings);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        elements.Open(reader.LocalName);
                        var isEmpty = reader.IsEmptyElement;
                        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
                            elements.Attribute(reader.Name, reader.Value);
                        if (isEmpty) elements.Close();
                        break;
                    case XmlNodeType.EndElement: elements.Close(); break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace
                        or XmlNodeType.SignificantWhitespace:
                        elements.Text(reader.Value); break;
                }
            }
        }
        catch (Exception wrong) when (wrong is XmlException or InvalidDataException)
        {
            fault = wrong.Message;
            return false;
        }
        WindowsNames.Complete(record);
        return true;
    }
}
