using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Alerts;

namespace Sekimori.App.Rules;

/// <summary>sekimori rules: lists, lints and tests Sigma rules.</summary>
internal static class RulesCommands
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Rule files, or folders with *.yml (default: the built-in rules).", Arity = ArgumentArity.ZeroOrMore
    };

    public static void AddTo(RootCommand root)
    {
        var rules = new Command("rules", "List, lint and test Sigma rules.");
        rules.Add(new Command("list", "List rules with severity, kind and ATT&CK tags.")
        {
            Paths, StandardOptions.Json
        }.Does((result, screen, _) => Task.FromResult(List(result.GetValue(Paths)!, screen))));
        rules.Add(new Command("lint", "Report errors in rules, with file, line and column.")
        {
            Paths
        }.Does((result, screen, _) => Task.FromResult(Lint(result.GetValue(Paths)!, screen))));
        rules.Add(new Command("test", "Run the tests in the rule files.")
        {
            Paths
        }.Does((result, screen, _) => Task.FromResult(Test(result.GetValue(Paths)!, screen))));
        root.Add(rules.Does((_, screen, _) => Task.FromResult(Overview(rules, screen))));
    }

    private static RuleSet Load(string[] paths) => paths.Length == 0 ? RuleSet.BuiltIn() : RuleFolder.Load(null, paths);

    /// <summary>Without a subcommand: the available rules, and the subcommands.</summary>
    private static int Overview(Command group, Screen screen)
    {
        var infos = RuleSet.BuiltIn().Infos.ToList();
        var levels = infos.GroupBy(info => info.Level).OrderByDescending(level => level.Key)
            .Select(level => $"{level.Count()} {AlertJson.Name(level.Key)}");
        screen.Line(
            string.Create(CultureInfo.InvariantCulture,
            $"{infos.Count} built-in rules: {string.Join(", ", levels)}; " +
            $"{RuleSet.Read(RuleSet.BuiltInFiles(isForWindows: true)).Infos.Count()} of them for Windows event logs ({CalledAs.Command} " +
            $"events), the others for traffic"));
        screen.Line();
        Subcommands.Write(group, screen);
        return ExitCode.Done;
    }

    private static int List(string[] paths, Screen screen)
    {
        if (screen.IsJson)
        {
            ListJson(Load(paths), screen);
            return ExitCode.Done;
        }

        var table = new Table("Severity", "Kind", "Rule", "Title", "Tags");
        foreach (var info in Load(paths).Infos.OrderByDescending(info => info.Level).ThenBy(info => info.Kind, StringComparer.Ordinal))
            table.Add(AlertJson.Name(info.Level), info.Kind, info.Name.Length > 0 ? info.Name : info.Id, info.Title,
                string.Join(' ', info.Tags));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static void ListJson(RuleSet rules, Screen screen)
    {
        var array = new JsonArrayStream(screen);
        foreach (var info in rules.Infos)
        {
            array.Add(new JsonObject
            {
                ["severity"] = AlertJson.Name(info.Level), ["kind"] = info.Kind, ["id"] = info.Id, ["name"] = info.Name,
                ["title"] = info.Title,
                ["tags"] = new JsonArray(info.Tags.Select(tag => (JsonNode?)JsonValue.Create(tag)).ToArray()),
            });
        }

        array.End();
    }

    private static int Lint(string[] paths, Screen screen)
    {
        var own = RuleSet.BuiltInFiles();
        IReadOnlyList<(string File, string Text)> files = paths.Length == 0 ? own : [.. RuleFolder.Read(paths)];
        var broken = new HashSet<string>(StringComparer.Ordinal);
        // File by file, so that one error does not hide the next; references between files are checked when all are read together.
        foreach (var file in files)
        {
            try
            {
                RuleSet.Read([file]);
            }
            catch (RuleException fault) when (!fault.Message.Contains("no rules", StringComparison.Ordinal))
            {
                screen.Line(Printable.Of(fault.Message));
                broken.Add(file.File);
            }
            catch (RuleException)
            {
                // A reference into another file.
            }
        }
        var whole = files.Where(file => !broken.Contains(file.File)).ToList();
        var read = Together(paths.Length == 0 ? [] : own, whole, screen);
        var wrong = broken.Count + (read ?? 1);
        // Rules of unreadable files may be the targets of references: nothing more can be checked.
        screen.Line(
            string.Create(CultureInfo.InvariantCulture,
            $"{files.Count} files, {broken.Count} unreadable: {(wrong == 0 ? "nothing is wrong" : $"{wrong} to look at")}"));
        return wrong == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>Reads all files together with the built-in rules, which they may refer to, as a server does. Null if that fails.</summary>
    private static int? Together(IReadOnlyList<(string File, string Text)> own, List<(string File, string Text)> files, Screen screen)
    {
        try
        {
            var set = RuleSet.Read([.. own, .. files]);
            var known = own.Count == 0 ? null : RuleSet.Read(own);
            foreach (var finding in set.Findings) screen.Line(Printable.Of(finding.ToString()));
            var dead = set.Findings.Count(finding => finding.IsDead);
            screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"{set.Rules.Count - (known?.Rules.Count ?? 0)} rules{(dead > 0 ? $", of which {dead} can never match," : "")} and " +
                $"{set.Correlations.Count - (known?.Correlations.Count ?? 0)} correlations"));
            return set.Findings.Count;
        }
        catch (RuleException fault)
        {
            screen.Line(Printable.Of(fault.Message));
            return null;
        }
    }

    private static int Test(string[] paths, Screen screen)
    {
        var set = Load(paths);
        int run = 0, failed = 0;
        foreach (var outcome in RuleSelfTest.Run(set))
        {
            run++;
            if (outcome.Expected == outcome.Found) continue;
            failed++;
            screen.Line(
                $"{outcome.Rule.File}:{outcome.Line}: '{outcome.Rule.Title}' " +
                $"{(outcome.Expected ? "does not match what it must" : "matches what it must not")}");
        }
        var untested = set.Infos.Count(info => RuleSelfTest.Count(set, info) == 0);
        screen.Line(
            string.Create(CultureInfo.InvariantCulture,
            $"{run} tests of {set.Infos.Count()} rules, {failed} failed{(untested > 0 ? $"; {untested} rules have no test" : "")}"));
        return failed == 0 ? ExitCode.Done : ExitCode.Refused;
    }
}
