using System.Diagnostics;
using System.Formats.Tar;
using Sekimori.Capture.Tests;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests;

/// <summary>
/// SigmaHQ's regression samples (sigma_*) against SigmaHQ's rules. The rules are not part of this project: SEKIMORI_SIGMA_RULES names a
/// checkout of github.com/SigmaHQ/sigma, or a bare repository of it.
/// </summary>
public class SigmaSampleTests
{
    public static TheoryData<string> Samples => new(Captures.Folder is null
        ? ["shared"]
        : Directory.EnumerateFiles(Captures.Folder, "sigma_*").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_matches_its_rule_as_often_as_its_info_says(string file)
    {
        var path = Captures.Require(file);
        var id = Path.GetFileNameWithoutExtension(file)[^36..];
        var rule = Rule(file);
        var info = Show($"regression_data/{rule[..^4]}/info.yml");
        var expected = int.Parse(info.Split('\n').Select(line => line.Trim())
            .First(line => line.StartsWith("match_count:", StringComparison.Ordinal))[12..].Trim(),
            System.Globalization.CultureInfo.InvariantCulture);
        var set = RuleSet.Read([(rule, Show(rule))]);
        RecordView[] events = file.EndsWith("evtx", StringComparison.Ordinal)
            ? [.. EvtxReader.Read(File.ReadAllBytes(path))]
            : [.. EventJson.Read(File.ReadAllText(path))];
        Assert.NotEmpty(events);
        Assert.Equal(id, set.Rules[0].Info.Id);
        Assert.Equal(expected, events.Count(set.Rules[0].IsMatch));
    }

    [Fact]
    public void Every_rule_of_SigmaHQ_is_read_and_either_can_match_or_is_a_finding_that_says_why()
    {
        var files = Rules().ToList();
        Assert.True(files.Count > 3000, $"{files.Count} rules");
        var set = RuleSet.Read(files);
        Assert.Equal(files.Count, set.Rules.Count + set.Correlations.Count);
        var dead = set.Findings.Where(finding => finding.IsDead).ToLookup(finding => finding.File);
        foreach (var rule in set.Rules)
            Assert.Equal(rule.Source.Nothing is not null,
                dead[rule.Info.File].Any(finding => !finding.Message.Contains("condition", StringComparison.Ordinal)));
        // Of those for Windows, only rules whose placeholders nobody has filled in can never match.
        Assert.All(set.Rules.Where(rule => rule.Source.Product == "windows" && dead.Contains(rule.Info.File)), rule =>
            Assert.StartsWith("rules-placeholder/", rule.Info.File, StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string Text)> Rules()
    {
        Git("rev-parse", "HEAD");
        using var git = Process.Start(
            new ProcessStartInfo(
            "git", ["-C", Environment.GetEnvironmentVariable("SEKIMORI_SIGMA_RULES")!, "archive", "--format=tar", "HEAD"])
            {
                RedirectStandardOutput = true
            })!;
        using var archive = new TarReader(git.StandardOutput.BaseStream);
        while (archive.GetNextEntry(copyData: true) is { } entry)
            if (entry.DataStream is { } data && entry.Name.StartsWith("rules", StringComparison.Ordinal)
                && entry.Name.EndsWith(".yml", StringComparison.Ordinal))
                yield return (entry.Name, new StreamReader(data).ReadToEnd());
    }

    private static string Rule(string file)
    {
        var name = file["sigma_".Length..file.IndexOf("__", StringComparison.Ordinal)] + ".yml";
        return Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n')
            .First(path => path.StartsWith("rules", StringComparison.Ordinal) && path.EndsWith("/" + name, StringComparison.Ordinal));
    }

    private static string Show(string path) => Git("show", "HEAD:" + path);

    private static string Git(params string[] arguments)
    {
        if (Environment.GetEnvironmentVariable("SEKIMORI_SIGMA_RULES") is not { Length: > 0 } repository)
            Assert.Skip("SEKIMORI_SIGMA_RULES names no copy of SigmaHQ's rules");
        else
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", repository, .. arguments]) { RedirectStandardOutput = true })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
            return output;
        }
        return "";
    }
}
