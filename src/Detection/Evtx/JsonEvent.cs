using System.Text.Json;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Makes fields from an object that is an event. A leaf has its own name, as Sigma's rules call it; what is in System is kept apart from
/// the data, and so is what a shipper has added around an event that has data of its own.
/// </summary>
internal static class JsonEvent
{
    /// <summary>Objects within objects: an event has five or six.</summary>
    private const int DepthLimit = 16;

    private const string AttributesEnd = "_attributes";
    private static readonly string[] DataNames = ["EventData", "UserData", "event_data", "user_data", "ProcessingErrorData"];
    private static readonly string[] ListNames = ["Events", "Event", "events", "records", "Records", "hits", "value", "results", "data"];
    private static readonly string[] EventNames = ["EventID", "event_id", "EventCode", "System", "EventData", "Channel", "winlog", "Id"];
    private static readonly string[] TextNames = ["#text", "#value", "$t", "_"];

    private static readonly string[] ContentNames = [.. TextNames, "Text", "text", "Value", "value"];

    private enum Section
    {
        /// <summary>An object without sections: all of it is data.</summary>
        Flat,
        Around,
        System,
        Data,
    }

    /// <summary>The events of an object: itself, or those in the list that it is wrapped around.</summary>
    public static IEnumerable<JsonElement> Roots(JsonElement root, int depth = 0)
    {
        // An event may contain lists of its own.
        if (root.ValueKind == JsonValueKind.Object && depth < 4 && !EventNames.Any(name => root.TryGetProperty(name, out _)))
            foreach (var name in ListNames)
                if (root.TryGetProperty(name, out var list))
                {
                    if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
                        && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object))
                        return list.EnumerateArray().SelectMany(one => Roots(one, depth + 1));
                    if (name is "Events" or "hits" && list.ValueKind == JsonValueKind.Object) return Roots(list, depth + 1);
                }
        return [root];
    }

    /// <summary>Reads one event.</summary>
    public static RecordView Read(JsonElement root)
    {
        var record = new RecordView();
        Members(record, "", root, HasSections(root, 0) ? Section.Around : Section.Flat, 0);
        ShipperNames.Complete(record);
        WindowsNames.Complete(record);
        return record;
    }

    private static bool HasSections(JsonElement value, int depth) => value.ValueKind == JsonValueKind.Object && depth < 4
        && value.EnumerateObject().Any(
        member => member.Value.ValueKind == JsonValueKind.Object
        && (member.Name == "System" || DataNames.Contains(member.Name) || HasSections(member.Value, depth + 1)));

    private static void Members(RecordView record, string element, JsonElement value, Section section, int depth)
    {
        if (depth > DepthLimit) return;
        if ((element.Equals("Data", StringComparison.OrdinalIgnoreCase) || element == "ComplexData") && Called(value) is { } called)
        {
            Leaf(record, called, ContentNames.Select(name => value.TryGetProperty(name, out var text) ? text : default)
                .FirstOrDefault(text => text.ValueKind != JsonValueKind.Undefined), section, depth);
            return;
        }
        // An event's envelope is recognized by the contents of System, whatever else has that name.
        foreach (var member in value.EnumerateObject().OrderBy(member => member.Name == "System" ? 0 : 1))
            Member(record, element, member.Name, member.Value, section, depth);
    }

    private static void Member(RecordView record, string element, string name, JsonElement value, Section section, int depth)
    {
        if (TextNames.Contains(name) || (name == "Value" && element == "EventID")) Leaf(record, element, value, section, depth);
        else if (name is "#attributes" or "@attributes") Attributes(record, element, value, section, depth);
        else if (name.EndsWith(AttributesEnd, StringComparison.Ordinal) && value.ValueKind == JsonValueKind.Object)
            Attributes(record, name[..^AttributesEnd.Length], value, section, depth);
        else if (name.StartsWith('@') && depth > 0) Attribute(record, element, name[1..], value, section, depth);
        else if (value.ValueKind == JsonValueKind.Object) Members(record, name, value, Below(section, name), depth + 1);
        else if (section == Section.System && element is not ("" or "System") && value.ValueKind != JsonValueKind.Array)
            Attribute(record, element, name, value, section, depth);
        else if (element == "Provider" && name == "Name") Attribute(record, element, name, value, section, depth);
        else Leaf(record, name, value, section, depth);
    }

    private static Section Below(Section section, string name) => section switch
    {
        Section.Around when name == "System" => Section.System,
        Section.Around when DataNames.Contains(name) => Section.Data,
        _ => section,
    };

    /// <summary>What a Data element calls its field, if it is written as an object with its attribute.</summary>
    private static string? Called(JsonElement value)
    {
        if (value.TryGetProperty("@Name", out var name)
            || (value.TryGetProperty("#attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
            && attributes.TryGetProperty("Name", out name))
            || ((value.TryGetProperty("Name", out name) || value.TryGetProperty("name", out name))
            && ContentNames.Any(text => value.TryGetProperty(text, out _))))
            return name.ValueKind == JsonValueKind.String ? Text(name) : null;
        return null;
    }

    private static void Attributes(RecordView record, string element, JsonElement value, Section section, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var attribute in value.EnumerateObject())
            Attribute(record, element, attribute.Name.TrimStart('@'), attribute.Value, section, depth + 1);
    }

    private static void Attribute(RecordView record, string element, string name, JsonElement value, Section section, int depth)
    {
        if (name.StartsWith("xmlns", StringComparison.Ordinal) || (element == "Event" && section == Section.Around)) return;
        if (section is not (Section.System or Section.Around) && element != "Provider") Leaf(record, name, value, section, depth);
        else if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            record.AddAround(EventElements.IsPlain(element, name) ? name : null, $"{element}_{name}", Text(value));
    }

    private static void Leaf(RecordView record, string name, JsonElement value, Section section, int depth)
    {
        if (depth > DepthLimit) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Leaf(record, name, item, section, depth + 1);
                break;
            case JsonValueKind.Object: Members(record, name, value, section, depth + 1); break;
            default:
                if (section is Section.System or Section.Around)
                    record.AddAround(name, section == Section.System ? "System_" + name : name, Text(value));
                else record.Add(name, Text(value));
                break;
        }
    }

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null) return null;
        if (value.ValueKind is JsonValueKind.Undefined) return "";
        if (value.ValueKind != JsonValueKind.String) return value.GetRawText();
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: the text as it is written.
            return value.GetRawText().Trim('"');
        }
    }
}
