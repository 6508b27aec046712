using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sekimori.App.Terminal;

namespace Sekimori.App.WsMan;

/// <summary>Shows a CIM object for people and programs: names and values, without the XML.</summary>
internal static class ObjectView
{
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    /// <summary>The properties: name, and each value as text. A name that comes more than once is an array; null has no value.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Properties(XElement item)
    {
        var properties = new List<(string, IReadOnlyList<string>)>();
        foreach (var group in item.Elements().GroupBy(element => element.Name.LocalName))
            properties.Add((group.Key, [.. group.Where(element => !IsNil(element)).Select(Text)]));
        return properties;
    }

    /// <summary>One object, one property per line; null values are omitted.</summary>
    public static Table List(XElement item)
    {
        var table = new Table("PROPERTY", "VALUE");
        foreach (var (name, values) in Properties(item).Where(property => property.Values.Count > 0)) table.Add(
            name, string.Join(", ", values));
        return table;
    }

    /// <summary>Writes one object.</summary>
    public static void Show(XElement item, Screen screen)
    {
        if (screen.IsJson) screen.Json(Json(item), WsManJson.Default.JsonNode);
        else screen.Write(List(item));
    }

    /// <summary>Writes the answer of a method.</summary>
    /// <returns>The exit code: denied if the method returned another value than 0.</returns>
    public static int ShowResult(XElement output, Screen screen)
    {
        Show(output, screen);
        return output.Elements().FirstOrDefault(element => element.Name.LocalName == "ReturnValue")?.Value is null or "0"
            ? ExitCode.Done
            : ExitCode.Refused;
    }

    /// <summary>Many objects, one a line.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="columns">The properties to show, in this order.</param>
    public static Table Rows(IReadOnlyList<XElement> items, IReadOnlyList<string> columns)
    {
        var table = new Table(Headings(items, columns));
        foreach (var item in items) table.Add(Cells(item, columns));
        return table;
    }

    /// <summary>The headings of columns; those of numbers align right.</summary>
    /// <param name="items">Objects that determine which columns are numbers.</param>
    /// <param name="columns">The properties to show.</param>
    public static string[] Headings(IReadOnlyList<XElement> items, IReadOnlyList<string> columns) =>
        [.. columns.Select(column => IsNumeric(items, column) ? ">" + column.ToUpperInvariant() : column.ToUpperInvariant())];

    /// <summary>The row of an object.</summary>
    public static string[] Cells(XElement item, IReadOnlyList<string> columns)
    {
        var properties = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        // A hostile service may send names that differ in only case; the first one counts.
        foreach (var (name, values) in Properties(item)) properties.TryAdd(name, values);
        return [.. columns.Select(column => properties.TryGetValue(column, out var values) ? string.Join(", ", values) : "")];
    }

    /// <summary>The most informative columns, see <see cref="TellingColumns"/>.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<XElement> items)
    {
        var filled = items.SelectMany(Properties).Where(property => property.Values.Any(value => value.Length > 0))
            .Select(property => property.Name).Distinct().ToList();
        return TellingColumns.Choose(filled, name => [.. items.Select(item => Cells(item, [name])[0])]);
    }

    /// <summary>An object as JSON: strings as the service wrote them, arrays where a name comes more than once, null for null.</summary>
    public static JsonObject Json(XElement item)
    {
        var json = new JsonObject();
        foreach (var group in item.Elements().GroupBy(element => element.Name.LocalName))
        {
            var values = group.Select(Value).ToArray();
            json[group.Key] = values.Length == 1 ? values[0] : new JsonArray(values);
        }

        return json;
    }

    private static JsonNode? Value(XElement element)
    {
        if (IsNil(element)) return null;
        if (!element.HasElements) return JsonValue.Create(element.Value);
        // cim:Datetime and cim:Interval are wrapped values, not objects ([DSP0230] 8.1).
        return IsWrapped(element) ? JsonValue.Create(Text(element)) : Json(element);
    }

    private static string Text(XElement element)
    {
        if (!element.HasElements) return element.Value;
        if (IsWrapped(element)) return element.Elements().First().Value;
        return string.Join(' ', element.Descendants().Where(inner => !inner.HasElements && inner.Value.Length > 0)
            .Select(inner => $"{inner.Attribute("Name")?.Value ?? inner.Name.LocalName}={inner.Value}"));
    }

    private static bool IsWrapped(XElement element) =>
        element.Elements().Count() == 1 && element.Elements().First().Name.LocalName is "Datetime" or "Interval" or "Date" or "Time";

    private static bool IsNil(XElement element) => element.Attribute(Nil)?.Value is "true" or "1";

    private static bool IsNumeric(IReadOnlyList<XElement> items, string column) =>
        items.Count > 0
        && items.All(item => Properties(item).Where(p => p.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
        .SelectMany(p => p.Values).All(v => v.Length == 0 || v.All(char.IsAsciiDigit)));
}
