using System.Text;
using System.Text.Json;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows events from JSON: nested as event viewers' exporters write them ("Event.System", "Event.EventData"), or flat as log
/// shippers do. A file may hold one object, an array, one object a line, or objects one after the other.
/// </summary>
internal static class EventJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip
    };

    /// <summary>Reads the events of a text.</summary>
    /// <exception cref="JsonException">It is not a JSON.</exception>
    public static IEnumerable<RecordView> Read(string text) =>
        Read(new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), new EventReport());

    /// <summary>Reads the events of a file in UTF-8, object by object.</summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Where what cannot be read is counted.</param>
    /// <exception cref="JsonException">Nothing of it can be read.</exception>
    public static IEnumerable<RecordView> Read(Stream file, EventReport report)
    {
        var objects = new JsonObjects(file, report);
        var before = report.Events;
        while (objects.Next(out var bytes))
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(bytes, Options);
            }
            catch (JsonException wrong)
            {
                objects.Broken($"cannot be read: {wrong.Message}");
                continue;
            }
            using (document)
                foreach (var root in JsonEvent.Roots(document.RootElement))
                {
                    report.Events++;
                    yield return JsonEvent.Read(root);
                }
        }
        if (report.Events == before && objects.Fault is { } fault) throw new JsonException(fault);
    }
}
