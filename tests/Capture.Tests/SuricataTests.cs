using System.Globalization;
using Sekimori.Guard.Observations;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Capture.Tests;

/// <summary>
/// What Suricata's own tests expect of its captures: each check that counts calls by interface and operation is held against our observations. Checks on what
/// Suricata's rules find in payloads, and on its other records, are its own.
/// </summary>
public class SuricataTests
{
    private const string Uuid = "dcerpc.interfaces[0].uuid", Opnum = "dcerpc.req.opnum", Service = "dcerpc.interfaces[0].service", Procedure = "dcerpc.interfaces[0].procedure";

    public static TheoryData<string, int, string> Checks
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var file in Captures.Folder is null ? [] : Directory.GetFiles(Captures.Folder, "*.test.yaml"))
                foreach (var (count, match) in Read(file))
                    data.Add(Path.GetFileName(file)[..^".test.yaml".Length], count, string.Join('|', match.Select(pair => $"{pair.Key}={pair.Value}")));
            if (data.Count == 0) data.Add("none", 0, "");
            return data;
        }
    }

    [Theory, MemberData(nameof(Checks))]
    public void Calls_are_as_many_as_Suricata_expects(string file, int count, string match)
    {
        var calls = Captures.Observe(Captures.Require(file)).Where(seen => seen.Kind == ObservationKind.Call);
        foreach (var (key, value) in match.Split('|').Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1])))
            calls = key switch
            {
                Uuid => calls.Where(seen => seen.Interface?.UuidText == value),
                Opnum => calls.Where(seen => seen.Opnum == int.Parse(value, CultureInfo.InvariantCulture)),
                Service => calls.Where(seen => string.Equals(seen.Interface?.Name, value, StringComparison.OrdinalIgnoreCase)),
                _ => calls.Where(seen => string.Equals(seen.Operation, value, StringComparison.OrdinalIgnoreCase)),
            };
        Assert.Equal(count, calls.Count());
    }

    private static IEnumerable<(int Count, Dictionary<string, string> Match)> Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(file)));
        if (stream.Documents[0].RootNode is not YamlMappingNode root || !root.Children.TryGetValue("checks", out var checks)) yield break;
        foreach (var check in ((YamlSequenceNode)checks).OfType<YamlMappingNode>())
        {
            if (!check.Children.TryGetValue("filter", out var node) || node is not YamlMappingNode filter) continue;
            var match = ((YamlMappingNode)filter["match"]).ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString());
            if (!match.Remove("event_type", out var type) || type != "dcerpc" || match.Count == 0 || match.Keys.Any(key => key is not (Uuid or Opnum or Service or Procedure))) continue;
            yield return (int.Parse(filter["count"].ToString(), CultureInfo.InvariantCulture), match);
        }
    }
}
