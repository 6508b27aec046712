using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Capture.Tests;

/// <summary>One check of a *.test.yaml of Suricata's: how many records it expects that have these members.</summary>
internal sealed record SuricataCheck(string File, int Number, int Count, IReadOnlyDictionary<string, string> Match)
{
    public string Type => Match.GetValueOrDefault("event_type", "");

    public static IEnumerable<SuricataCheck> All =>
        Captures.Folder is null ? [] : Directory.GetFiles(Captures.Folder, "*.test.yaml").Order().SelectMany(Read);

    private static IEnumerable<SuricataCheck> Read(string path)
    {
        var file = Path.GetFileName(path)[..^".test.yaml".Length];
        var stream = new YamlStream();
        stream.Load(new StringReader(System.IO.File.ReadAllText(path)));
        var number = 0;
        foreach (var check in ((YamlSequenceNode)((YamlMappingNode)stream.Documents[0].RootNode)["checks"]).OfType<YamlMappingNode>())
        {
            number++;
            if (check.Children.TryGetValue("stats", out _))
                yield return new(file, number, 0, new Dictionary<string, string> { ["event_type"] = "stats" });
            else if (check.Children.TryGetValue("filter", out var node) && node is YamlMappingNode filter)
                yield return new(file, number, int.Parse(filter["count"].ToString(), CultureInfo.InvariantCulture),
                    Flat("", (YamlMappingNode)filter["match"]));
        }
    }

    private static Dictionary<string, string> Flat(string prefix, YamlMappingNode map)
    {
        var all = new Dictionary<string, string>();
        foreach (var (key, value) in map)
        {
            if (value is not YamlMappingNode inner) all[prefix + key] = value.ToString();
            else
                foreach (var (name, text) in Flat(prefix + key + ".", inner)) all[name] = text;
        }
        return all;
    }
}
