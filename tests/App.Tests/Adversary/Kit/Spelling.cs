using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Sekimori.Guard.Yaml;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>
/// One row of a data file: a name, and texts under keys. In a text <c>%X(N)%</c> stands for N letters x, and <c>%REPEAT(N,text)%</c> for
/// the text N times, with %N in it for the number.
/// </summary>
/// <param name="Node">The row.</param>
public sealed partial record Spelling(YamlMappingNode Node)
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<Spelling>> s_files = new();

    /// <summary>What the row is called.</summary>
    public string Name => this["name"] ?? throw new InvalidDataException("a row has no name");

    /// <summary>The text under a key; null if there is none.</summary>
    public string? this[string key] =>
        Node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? Expand(((YamlScalarNode)value).Value!) : null;

    /// <summary>The texts under a key that has a map.</summary>
    public IEnumerable<KeyValuePair<string, string>> Map(string key) => Node.Children.TryGetValue(new YamlScalarNode(key), out var value)
        ? ((YamlMappingNode)value).Select(pair =>
        KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Expand(((YamlScalarNode)pair.Value).Value!)))
        : [];

    /// <summary>The rows of a data file beside the tests.</summary>
    public static IReadOnlyList<Spelling> Read(string file) => s_files.GetOrAdd(file, static file =>
    {
        var stream = YamlText.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
        return [.. ((YamlSequenceNode)stream.Documents[0].RootNode).Select(row => new Spelling((YamlMappingNode)row))];
    });

    /// <summary>
    /// The names of its rows, for a theory that starts servers: all of them with SEKIMORI_ADVERSARY=all, else each sixteenth.
    /// </summary>
    public static TheoryData<string> Sample(string file) =>
        [.. Read(file).Where((_, at) => Effort.IsWhole || at % 16 == 0).Select(row => row.Name)];

    /// <summary>The names of its rows, for a theory.</summary>
    public static TheoryData<string> Names(string file) => [.. Read(file).Select(row => row.Name)];

    /// <summary>The row of this name.</summary>
    public static Spelling Find(string file, string name) => Read(file).Single(row => row.Name == name);

    private static string Expand(string text) =>
        Repeat()
        .Replace(Letters().Replace(text, match => new string('x', int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))),
        match =>
        string.Concat(Enumerable.Range(1, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
        .Select(n => match.Groups[2].Value.Replace("%N", $"{n}", StringComparison.Ordinal))));

    [GeneratedRegex(@"%X\((\d+)\)%")]
    private static partial Regex Letters();

    [GeneratedRegex(@"%REPEAT\((\d+),(.*?)\)%", RegexOptions.Singleline)]
    private static partial Regex Repeat();
}
