using System.Xml.Linq;
using Sekimori.Cim.Model;

namespace Sekimori.Survey.Logon;

/// <summary>An object, or the answer of a method, as either door gives it: texts by name, several where the value is an array.</summary>
/// <param name="values">The values.</param>
internal sealed class DoorRow(IEnumerable<KeyValuePair<string, string>> values)
{
    private readonly ILookup<string, string> _values =
        values.ToLookup(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first value of a name; empty if there is none.</summary>
    public string this[string name] => _values[name].FirstOrDefault("").Trim();

    /// <summary>All values of a name.</summary>
    public IReadOnlyList<string> All(string name) => [.. _values[name]];

    /// <summary>From XML: a child for each value.</summary>
    public static DoorRow Of(XElement element) =>
        new(element.Elements().Select(child => KeyValuePair.Create(child.Name.LocalName, Reference(child) ?? child.Value)));

    /// <summary>From values.</summary>
    public static DoorRow Of(IEnumerable<(string Name, CimValue Value)> values) =>
        new(values.SelectMany(value => Texts(value.Value).Select(text => KeyValuePair.Create(value.Name, text))));

    private static string[] Texts(CimValue value) => value.IsNull ? []
        : value.AsArray is { } array ? array.ToArray(element => element.ToString()) : [value.ToString()];

    // A reference is an endpoint reference with the class in its URI and the keys as selectors ([DSP0227] 6.2.3): written as the path
    // that the other door has.
    private static string? Reference(XElement value)
    {
        var selectors = value.Descendants().Where(one => one.Name.LocalName == "Selector").ToList();
        if (selectors.Count == 0) return null;
        var uri = value.Descendants().FirstOrDefault(one => one.Name.LocalName == "ResourceURI")?.Value ?? "";
        return uri[(uri.LastIndexOf('/') + 1)..] + "." + string.Join(',', selectors.Select(one =>
            $"{one.Attribute("Name")?.Value}=\"{one.Value.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
    }
}
