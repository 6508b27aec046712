using System.Text.Json;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows events from JSON: nested as event viewers' exporters write them ("Event.System", "Event.EventData"), or flat as log shippers do.
/// A leaf is known by its own name, which is how Sigma's rules call it.
/// </summary>
public static class EventJson
{
    /// <summary>Objects within objects: an event has five or six.</summary>
    private const int DepthLimit = 16;

    /// <summary>Reads the events of a text: one object, an array, or one object a line.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IEnumerable<RecordView> Read(string text)
    {
        var options = new JsonDocumentOptions { MaxDepth = 64, AllowTrailingCommas = true };
        List<string> parts = [text];
        try
        {
            using var whole = JsonDocument.Parse(text, options);
        }
        catch (JsonException)
        {
            parts = [.. text.Split('\n').Where(line => line.Trim().Length > 0)];
        }
        foreach (var part in parts)
        {
            using var document = JsonDocument.Parse(part, options);
            var roots = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement];
            foreach (var root in roots)
            {
                var record = new RecordView();
                Flatten(record, "", root, 0);
                WindowsNames.Complete(record);
                yield return record;
            }
        }
    }

    private static void Flatten(RecordView record, string name, JsonElement value, int depth)
    {
        if (depth > DepthLimit) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    // Attributes and texts of an element that had both: "EventID": {"#text": 1, "#attributes": {…}}
                    if (member.Name is "#text" or "#value") Flatten(record, name, member.Value, depth + 1);
                    else if (member.Name == "#attributes" && name is "Provider")
                        Flatten(record, "Provider", member.Value, depth + 1);
                    else if (name == "Provider" && member.Name == "Name") Flatten(record, "Provider_Name", member.Value, depth + 1);
                    else Flatten(record, member.Name, member.Value, depth + 1);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Flatten(record, name, item, depth + 1);
                break;
            case JsonValueKind.Null: record.AddUnlessThere(name, null); break;
            case JsonValueKind.String: record.AddUnlessThere(name, value.GetString()); break;
            default: record.AddUnlessThere(name, value.GetRawText()); break;
        }
    }
}
