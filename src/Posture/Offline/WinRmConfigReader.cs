using System.Text.RegularExpressions;
using System.Xml;
using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>
/// Reads the output of `winrm get winrm/config`: indented "Name = value" lines with [Source="GPO"], or XML with -format:pretty. Windows in
/// any language keeps the English names.
/// </summary>
internal static partial class WinRmConfigReader
{
    // The configuration has 60 values in four levels.
    private const int MaxValues = 2000, MaxDepth = 16;

    /// <summary>Reads the facts; their subjects are paths such as "Service/Auth/Basic".</summary>
    /// <exception cref="MalformedException">It is no such output.</exception>
    public static IReadOnlyList<Fact> Read(string text, string place) =>
        text.TrimStart().StartsWith('<') ? ReadXml(text, place) : ReadLines(text, place);

    private static List<Fact> ReadLines(string text, string place)
    {
        var facts = new List<Fact>();
        var path = new List<(int Indent, string Name)>();
        var lines = new LineReader(text);
        while (lines.Next() is { } line)
        {
            if (line.Length == 0) continue;
            if (facts.Count >= MaxValues) throw new MalformedException(Malformed.TooMany, $"more than {MaxValues} values");
            while (path.Count > 0 && path[^1].Indent >= lines.Indent) path.RemoveAt(path.Count - 1);
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var source = Source().Match(line);
            if (equals > 0 && (!source.Success || equals < source.Index))
            {
                var value = (source.Success ? line[(equals + 1)..source.Index] : line[(equals + 1)..]).Trim();
                facts.Add(Make(path.Select(part => part.Name).Append(line[..equals].Trim()), value,
                    source.Success && source.Groups[1].Value.Equals("GPO", StringComparison.OrdinalIgnoreCase), place));
            }
            else
            {
                if (path.Count >= MaxDepth) throw new MalformedException(Malformed.TooDeep, $"line {lines.Number}");
                path.Add((lines.Indent, line.Split(' ')[0]));
            }
        }

        return facts;
    }

    private static List<Fact> ReadXml(string text, string place)
    {
        var facts = new List<Fact>();
        var path = new Stack<string>();
        var isPolicy = false;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text),
                new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, IgnoreComments = true });
            while (reader.Read())
            {
                if (facts.Count >= MaxValues) throw new MalformedException(Malformed.TooMany, $"more than {MaxValues} values");
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (path.Count >= MaxDepth) throw new MalformedException(Malformed.TooDeep, "elements of the configuration");
                    isPolicy = reader.GetAttribute("Source") == "GPO";
                    var isEmpty = reader.IsEmptyElement;
                    path.Push(reader.LocalName);
                    if (isEmpty)
                    {
                        facts.Add(Make(path.Reverse(), "", isPolicy, place));
                        path.Pop();
                    }
                }
                else if (reader.NodeType == XmlNodeType.Text) facts.Add(Make(path.Reverse(), reader.Value.Trim(), isPolicy, place));
                else if (reader.NodeType == XmlNodeType.EndElement) path.Pop();
            }
        }
        catch (XmlException wrong)
        {
            throw new MalformedException(Malformed.BadValue, $"line {wrong.LineNumber}: {wrong.Message}");
        }

        return facts;
    }

    // The first part is the whole configuration's own name.
    private static Fact Make(IEnumerable<string> path, string value, bool isPolicy, string place)
    {
        var parts = path.ToList();
        if (parts.Count > 1 && parts[0] == "Config") parts.RemoveAt(0);
        return new(FactId.WinRm, string.Join('/', parts), value, FactSource.Offline, isPolicy ? Standing.Policy : Standing.Effective,
            place);
    }

    [GeneratedRegex("\\[Source=\"([^\"]*)\"\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Source();
}
