using System.Diagnostics;
using Sekimori.Capture.Tests;
using Sekimori.Detection.Events;
using Sekimori.Detection.Evtx;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests;

/// <summary>
/// SigmaHQ's regression samples (sigma_*) against SigmaHQ's rules. The rules are not part of this project: SEKIMORI_SIGMA_RULES names a checkout of
/// github.com/SigmaHQ/sigma, or a bare repository of it.
/// </summary>
public class SigmaSampleTests
{
    public static TheoryData<string> Samples => new(Captures.Folder is null
        ? ["none"]
        : Directory.EnumerateFiles(Captures.Folder, "sigma_*").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_matches_its_rule_as_often_as_its_info_says(string file)
    {
        var path = Captures.Require(file);
        var id = Path.GetFileNameWithoutExtension(file)[^36..];
        var rule = Rule(file);
        var info = Show($"regression_data/{rule[..^4]}/info.yml");
        var expected = int.Parse(info.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith("match_count:", StringComparison.Ordinal))[12..].Trim(), System.Globalization.CultureInfo.InvariantCulture);
        var set = RuleSet.Read([(rule, Show(rule))]);
        RecordView[] events = file.EndsWith("evtx", StringComparison.Ordinal) ? [.. EvtxReader.Read(File.ReadAllBytes(path))] : [.. EventJson.Read(File.ReadAllText(path))];
        Assert.NotEmpty(events);
        Assert.Equal(id, set.Rules[0].Info.Id);
        Assert.Equal(expected, events.Count(set.Rules[0].IsMatch));
    }

    [Fact]
    public void Every_rule_of_SigmaHQ_can_be_read()
    {
        var wrong = new List<string>();
        var read = 0;
        foreach (var path in Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n').Where(path => path.StartsWith("rules", StringComparison.Ordinal) && path.EndsWith(".yml", StringComparison.Ordinal)).Where((_, at) => at % 25 == 0))
        {
            try
            {
                RuleSet.Read([(path, Show(path))]);
                read++;
            }
            catch (RuleException fault)
            {
                wrong.Add(fault.Message);
            }
        }
        Assert.True(read > 50);
        Assert.Empty(wrong);
    }

    private static string Rule(string file)
    {
        var name = file["sigma_".Length..file.IndexOf("__", StringComparison.Ordinal)] + ".yml";
        return Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n').First(path => path.StartsWith("rules", StringComparison.Ordinal) && path.EndsWith("/" + name, StringComparison.Ordinal));
    }

    private static string Show(string path) => Git("show", "HEAD:" + path);

    private static string Git(params string[] arguments)
    {
        if (Environment.GetEnvironmentVariable("SEKIMORI_SIGMA_RULES") is not { Length: > 0 } repository) Assert.Skip("SEKIMORI_SIGMA_RULES names no copy of SigmaHQ's rules");
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
