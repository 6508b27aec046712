using System.Text;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Makes fields from an event's elements, whether binary XML or text. What is in System describes the event; everything else is its data,
/// and none of that is dropped: an element that occurs twice is a field with two values.
/// </summary>
internal sealed class EventElements(RecordView record)
{
    /// <summary>Elements within each other: events have six.</summary>
    public const int DepthLimit = 32;

    private readonly Stack<Element> _open = new();

    private sealed class Element(string name, string section)
    {
        public string Name => name;

        /// <summary>The child of Event that contains it.</summary>
        public string Section => section;

        /// <summary>The attribute "Name" of Data, which is the name of the field.</summary>
        public string? Called;

        public bool HasChildren, HasAttributes;

        public StringBuilder Text { get; } = new();

        /// <summary>An array is written as one element for each of its values ([MS-EVEN6] 3.1.4.7.5).</summary>
        public string[]? Values;
    }

    /// <summary>Elements that are not closed.</summary>
    public int Depth => _open.Count;

    /// <summary>Starts an element.</summary>
    /// <exception cref="InvalidDataException">Too many are open.</exception>
    public void Open(string name)
    {
        if (_open.Count >= DepthLimit) throw new InvalidDataException("nested too deeply");
        var section = "";
        if (_open.TryPeek(out var parent))
        {
            parent.HasChildren = true;
            section = parent.Section.Length > 0 ? parent.Section : parent.Name is "Event" ? name : "";
        }
        _open.Push(new(name, section));
    }

    /// <summary>An attribute of the element that was started last.</summary>
    public void Attribute(string name, string text)
    {
        if (!_open.TryPeek(out var element) || name.StartsWith("xmlns", StringComparison.Ordinal)
            || name.StartsWith("xml:", StringComparison.Ordinal)) return;
        element.HasAttributes = true;
        if (element.Section is "System" or "RenderingInfo" || element.Name is "Event")
        {
            if (element.Name is not ("Event" or "RenderingInfo"))
                record.AddAround(IsPlain(element.Name, name) ? name : null, $"{element.Name}_{name}", text);
        }
        else if (name == "Name" && element.Name is "Data" or "ComplexData") element.Called = (element.Called ?? "") + text;
        else record.Add(name, text);
    }

    /// <summary>Text of the element that was started last.</summary>
    public void Text(string text)
    {
        if (_open.TryPeek(out var element)) element.Text.Append(text);
    }

    /// <summary>An array in the element that was started last.</summary>
    public void Values(string[] values)
    {
        if (!_open.TryPeek(out var element)) return;
        if (element.Values is null && element.Text.Length == 0) element.Values = values;
        else Text(string.Join(", ", values));
    }

    /// <summary>Ends the element that was started last.</summary>
    public void Close()
    {
        if (!_open.TryPop(out var element)) return;
        var text = element.Text.ToString();
        // Between elements there is only what makes XML easier to read.
        if (element.HasChildren && string.IsNullOrWhiteSpace(text)) return;
        if (element.Section is "System" or "RenderingInfo")
        {
            if (text.Length > 0)
                record.AddAround(element.Section == "System" ? element.Name : null, $"{element.Section}_{element.Name}", text);
            return;
        }
        if (element.Values is { } values)
        {
            for (var at = 0; at < values.Length; at++)
                record.Add(element.Called ?? element.Name, at == values.Length - 1 ? values[at] + text : values[at]);
            return;
        }
        var parent = _open.TryPeek(out var above) ? above.Name : "";
        if (element.Called is not null || text.Length > 0 || (parent is "EventData" or "UserData" && !element.HasAttributes))
            record.Add(element.Called ?? element.Name, text);
    }

    /// <summary>Ends all that is open, where the rest of an event cannot be read.</summary>
    public void CloseAll()
    {
        while (_open.Count > 0) Close();
    }

    /// <summary>"Name" of Provider means nothing without its element, and no rule names an element's qualifiers.</summary>
    internal static bool IsPlain(string element, string attribute) =>
        !(element == "Provider" && attribute == "Name") && attribute != "Qualifiers";
}
