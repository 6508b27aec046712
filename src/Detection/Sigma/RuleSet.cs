using Sekimori.Detection.Correlations;

namespace Sekimori.Detection.Sigma;

/// <summary>Rules and correlations, read and compiled: what an engine runs.</summary>
public sealed class RuleSet
{
    private const string WindowsFile = "rules/windows.yml";

    private readonly List<SigmaRule> _rules = [];
    private readonly List<Correlation> _correlations = [];

    /// <summary>The rules.</summary>
    internal IReadOnlyList<SigmaRule> Rules => _rules;

    /// <summary>The correlations.</summary>
    internal IReadOnlyList<Correlation> Correlations => _correlations;

    /// <summary>What is legal in the files and still a mistake, or means nothing here.</summary>
    internal IReadOnlyList<RuleFinding> Findings { get; private init; } = [];

    /// <summary>What is known of every rule and correlation.</summary>
    public IEnumerable<RuleInfo> Infos => _rules.Select(rule => rule.Info).Concat(_correlations.Select(correlation => correlation.Info));

    /// <summary>
    /// Lets the live server deny what a rule matches. False if no rule has that name or id; correlations count, and cannot deny.
    /// </summary>
    public bool Deny(string rule)
    {
        var at = _rules.FindIndex(one =>
            one.Info.Id.Equals(rule, StringComparison.OrdinalIgnoreCase) || one.Info.Name.Equals(rule, StringComparison.OrdinalIgnoreCase));
        if (at >= 0) _rules[at].Info = _rules[at].Info with { Denies = true };
        return at >= 0;
    }

    /// <summary>Sekimori's own rules, from the files in Rules/.</summary>
    public static RuleSet BuiltIn() => Read(BuiltInFiles());

    /// <summary>The files of Sekimori's own rules: name and text.</summary>
    public static IReadOnlyList<(string File, string Text)> BuiltInFiles() =>
        [.. BuiltInFiles(isForWindows: false), .. BuiltInFiles(isForWindows: true)];

    /// <summary>Those of one kind.</summary>
    /// <param name="isForWindows">True for the rules for Windows events, false for those for traffic.</param>
    public static IReadOnlyList<(string File, string Text)> BuiltInFiles(bool isForWindows)
    {
        var assembly = typeof(RuleSet).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("rules/", StringComparison.Ordinal) && name == WindowsFile == isForWindows)
            .Order(StringComparer.Ordinal).Select(name =>
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return (name, text.ReadToEnd());
            }),
        ];
    }

    /// <summary>Reads rule files: each may hold several documents.</summary>
    /// <param name="files">Name and text of each file.</param>
    /// <param name="placeholders">Values of placeholders, for the modifier "expand".</param>
    /// <exception cref="RuleException">A file is not well formed; none of its rules are loaded.</exception>
    public static RuleSet Read(IEnumerable<(string File, string Text)> files,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? placeholders = null)
    {
        var findings = new List<RuleFinding>();
        var reader = new SigmaReader(placeholders ?? new Dictionary<string, IReadOnlyList<string>>(), findings);
        foreach (var (file, text) in files) reader.Read(file, text);
        var set = new RuleSet { Findings = findings };
        reader.Complete(set._rules, set._correlations);
        return set;
    }
}
