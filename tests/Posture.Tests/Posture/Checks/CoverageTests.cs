using System.Text;
using Sekimori.Guard.Yaml;
using Sekimori.Posture.Checks;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Posture.Tests.Posture.Checks;

/// <summary>docs/audit-checks.md says for each check which peer showed it; it is made from coverage.yml and the catalogue.</summary>
public sealed class CoverageTests
{
    private static readonly string[] Real = ["ours", "samba", "openssl", "nginx", "gpo"];

    [Fact]
    public void Every_check_has_a_peer_and_every_absent_one_a_reason()
    {
        var rows = Rows();
        // 80 of the list, and none twice: YAML would refuse that.
        Assert.Equal(80, rows.Count);
        Assert.Equal(CheckCatalogue.All.Select(check => check.Id).Order(StringComparer.Ordinal),
            rows.Where(row => !row.Value.ContainsKey("absent")).Select(row => row.Key).Order(StringComparer.Ordinal));
        foreach (var (id, row) in rows)
            foreach (var (key, text) in row.Where(pair => pair.Key is "fails" or "passes"))
                Assert.True(Sources().Any(file => Path.GetFileNameWithoutExtension(file) == text.Split(' ')[1]), $"{id} {key}: {text}");
    }

    [Fact]
    public void The_table_of_the_documentation_is_the_generated_one()
    {
        var path = Path.Combine(Root(), "docs", "audit-checks.md");
        var text = Table();
        if (Environment.GetEnvironmentVariable("SEKIMORI_WRITE_DOCS") is { Length: > 0 }) File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
    }

    private static string Table()
    {
        var text = new StringBuilder("""
            # The checks, and which peer showed each

            This page is generated (`SEKIMORI_WRITE_DOCS=1`, `CoverageTests`) from the catalogue and from
            `tests/Posture.Tests/Posture/Checks/coverage.yml`. A *real* peer is a server of Sekimori, Samba, `openssl s_server`,
            nginx, or a group policy that others or Samba's library wrote; a *scripted* one is a peer of the tests that answers over
            sockets; *files* are files that a test writes; *facts* are evaluated without a peer.

            | check | name | severity | seen by | fails on | passes on |
            |---|---|---|---|---|---|

            """);
        var rows = Rows();
        foreach (var check in CheckCatalogue.All)
            text.Append($"| {check.Id} | {check.Name} | {check.Severity.ToString().ToLowerInvariant()} | ")
                .Append($"{check.SeenBy.ToString().ToLowerInvariant()} | {Cell(rows[check.Id], "fails")} | ")
                .Append($"{Cell(rows[check.Id], "passes")} |\n");
        if (!rows.Values.Any(row => row.ContainsKey("absent")))
            return text.Append("\nEvery check of the list is made.\n").ToString();
        text.Append("\nNot made:\n\n| check | why |\n|---|---|\n");
        foreach (var (id, row) in rows)
            if (row.TryGetValue("absent", out var reason)) text.Append($"| {id} | {reason} |\n");
        return text.ToString();
    }

    private static string Cell(Dictionary<string, string> row, string key)
    {
        if (!row.TryGetValue(key, out var text)) return row["never"];
        var (kind, test) = (text.Split(' ')[0], text.Split(' ')[1]);
        var why = row.TryGetValue("why", out var reason) ? $": {reason}" : "";
        return Real.Contains(kind) ? $"real: {kind} (`{test}`)" : $"{kind} (`{test}`){why}";
    }

    private static Dictionary<string, Dictionary<string, string>> Rows() =>
        ((YamlMappingNode)YamlText.Load(File.ReadAllText(Path.Combine(Root(), "tests/Posture.Tests/Posture/Checks/coverage.yml")))
            .Documents[0].RootNode).Children.ToDictionary(row => ((YamlScalarNode)row.Key).Value!,
                row => ((YamlMappingNode)row.Value).Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!,
                    pair => ((YamlScalarNode)pair.Value).Value!));

    private static string[] Sources() => Directory.GetFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories);

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Sekimori.slnx"))) return folder;
        throw new InvalidOperationException("Sekimori.slnx is in no folder above the test.");
    }
}
