using Sekimori.Detection.Sigma;

namespace Sekimori.Gate.Alerts;

/// <summary>Rules from files and folders.</summary>
internal static class RuleFolder
{
    /// <summary>The files named, and the *.yml and *.yaml below folders named.</summary>
    /// <exception cref="GateException">A path does not exist.</exception>
    public static IEnumerable<(string File, string Text)> Read(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                    yield return (file, InputFile.ReadText(file));
            }
            else if (File.Exists(path)) yield return (path, InputFile.ReadText(path));
            else throw new GateException($"{path}: no such file or folder");
        }
    }

    /// <summary>The rules that can match nothing of this kind, as a sentence for people; null if there are none.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="isForObservations">True for observations, false for Windows events.</param>
    /// <param name="command">How the program was called.</param>
    public static string? Dead(RuleSet rules, bool isForObservations, string command)
    {
        var dead = rules.Findings.Count(finding => finding.IsDead);
        // Built-in rules for Windows events are not loaded for observations, and vice versa.
        var other = isForObservations ? rules.Rules.Count(rule => !rule.Source.IsForObservations && rule.Source.Nothing is null) : 0;
        var parts = new List<string>();
        if (dead > 0) parts.Add($"{dead} can never match (`{command} rules lint` shows the reasons)");
        if (other > 0) parts.Add($"{other} are for Windows events, which are not evaluated here");
        return parts.Count == 0 ? null : $"of {rules.Rules.Count} rules {string.Join(", and ", parts)}";
    }

    /// <summary>The built-in rules, if requested, with those of the paths.</summary>
    /// <param name="own">True for the built-in rules for traffic, false for those for Windows events; null for none.</param>
    /// <param name="paths">Files and folders.</param>
    public static RuleSet Load(bool? own, IEnumerable<string> paths)
    {
        try
        {
            return RuleSet.Read([.. own is { } isForTraffic ? RuleSet.BuiltInFiles(!isForTraffic) : [], .. Read(paths)]);
        }
        catch (RuleException wrong)
        {
            throw new GateException(wrong.Message, wrong);
        }
    }
}
