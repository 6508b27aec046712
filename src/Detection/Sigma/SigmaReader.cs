using Sekimori.Detection.Correlations;
using Sekimori.Detection.Matching;
using Sekimori.Guard.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>Reads Sigma's YAML: rules, correlations and filters (specification 2.1).</summary>
internal sealed class SigmaReader(IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders)
{
    /// <summary>Selections of one rule: SigmaHQ's largest has 34.</summary>
    private const int SelectionLimit = 500;

    private readonly List<SigmaRule> _rules = [];
    private readonly List<CorrelationReader.Draft> _correlations = [];
    private readonly List<(string File, YamlNode Node, HashSet<string> Rules, LogSource Source, Predicate Filter)> _filters = [];

    private ExpansionBudget _budget = new();

    public void Read(string file, string text)
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Load(text);
        }
        catch (YamlException wrong)
        {
            throw new RuleException(file, wrong.Start, wrong.Message);
        }
        _budget = new ExpansionBudget();
        foreach (var document in stream.Documents)
        {
            if (document.RootNode is not YamlMappingNode root) throw new RuleException(file, document.RootNode, "a rule is a map");
            if (Child(root, "correlation") is YamlMappingNode correlation) _correlations.Add(CorrelationReader.Read(file, Info(file, root), correlation, Child(root, "tests")));
            else if (Child(root, "filter") is YamlMappingNode filter) ReadFilter(file, root, filter);
            else _rules.Add(ReadRule(file, root));
        }
    }

    /// <summary>Lays filters on rules and connects correlations to what they refer to.</summary>
    public void Complete(List<SigmaRule> rules, List<Correlation> correlations)
    {
        foreach (var (_, _, wanted, source, filter) in _filters)
            foreach (var rule in _rules.Where(rule => wanted.Count == 0 ? rule.Source == source : wanted.Contains(rule.Info.Id) || wanted.Contains(rule.Info.Name)))
                rule.Exclude(filter);
        rules.AddRange(_rules);
        CorrelationReader.Complete(_correlations, _rules, correlations);
    }

    private SigmaRule ReadRule(string file, YamlMappingNode root)
    {
        var detection = Child(root, "detection") as YamlMappingNode ?? throw new RuleException(file, root, "a rule has a 'detection'");
        return new(Info(file, root), Source(file, root), Condition(file, detection, "condition")) { Tests = Child(root, "tests") as YamlSequenceNode };
    }

    private void ReadFilter(string file, YamlMappingNode root, YamlMappingNode filter)
    {
        var rules = Child(filter, "rules") switch
        {
            YamlSequenceNode sequence => sequence.Children.OfType<YamlScalarNode>().Select(one => one.Value ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase),
            YamlScalarNode { Value: "any" } or null => [],
            var other => throw new RuleException(file, other, "a filter's 'rules' is a list of ids or names, or 'any'"),
        };
        _filters.Add((file, filter, rules, Source(file, root), Condition(file, filter, "condition")));
    }

    private Predicate Condition(string file, YamlMappingNode detection, string name)
    {
        var selections = new Dictionary<string, Predicate>(StringComparer.Ordinal);
        foreach (var (key, value) in detection)
        {
            var selection = Text(file, key);
            if (selection is "condition" or "timeframe" or "rules") continue;
            if (selections.Count == SelectionLimit) throw new RuleException(file, key, $"a rule has at most {SelectionLimit} selections");
            selections[selection] = Selection(file, value);
        }
        var condition = Child(detection, name) ?? throw new RuleException(file, detection, "there is no 'condition'");
        if (condition is YamlSequenceNode several)
            return new SomeOf(1, [.. several.Children.Select(one => ConditionParser.Parse(file, one, Text(file, one), selections))]);
        return ConditionParser.Parse(file, condition, Text(file, condition), selections);
    }

    /// <summary>A map's lines must all hold, of a list one; a list of plain values is keywords.</summary>
    private Predicate Selection(string file, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                if (map.Children.Count == 0) throw new RuleException(file, node, "the selection is empty");
                var compiler = new FieldCompiler(file, placeholders, _budget);
                Predicate[] lines = [.. map.Select(line => compiler.Compile(Text(file, line.Key), line.Key, line.Value))];
                return lines.Length == 1 ? lines[0] : new AllOf(lines);
            case YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode):
                return new KeywordPredicate([.. list.Children.Select(child => FieldCompiler.Inside(Text(file, child)))], false);
            case YamlSequenceNode list:
                return new SomeOf(1, [.. list.Children.Select(child => child is YamlScalarNode keyword
                    ? new KeywordPredicate([FieldCompiler.Inside(Text(file, keyword))], false)
                    : Selection(file, child))]);
            default:
                return new KeywordPredicate([FieldCompiler.Inside(Text(file, node))], false);
        }
    }

    private static LogSource Source(string file, YamlMappingNode root)
    {
        var source = Child(root, "logsource") as YamlMappingNode ?? throw new RuleException(file, root, "there is no 'logsource'");
        return new(Scalar(source, "product")?.ToLowerInvariant(), Scalar(source, "category")?.ToLowerInvariant(), Scalar(source, "service")?.ToLowerInvariant());
    }

    private static RuleInfo Info(string file, YamlMappingNode root)
    {
        var title = Scalar(root, "title") ?? throw new RuleException(file, root, "a rule has a 'title'");
        var level = Severity.Medium;
        if (Child(root, "level") is { } node && !Enum.TryParse(Text(file, node), true, out level)) throw new RuleException(file, node, $"'{node}' is no level");
        var name = Scalar(root, "name") ?? "";
        return new()
        {
            Id = Scalar(root, "id") ?? (name.Length > 0 ? name : title), Name = name, Title = title, Description = Scalar(root, "description")?.Trim() ?? "",
            Response = Scalar(root, "response")?.Trim() ?? "", Level = level, Tags = List(root, "tags"), FalsePositives = List(root, "falsepositives"), File = file,
            Denies = Scalar(root, "action") == "deny", Kind = Scalar(root, "kind") ?? "",
        };
    }

    internal static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    internal static string? Scalar(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    internal static string[] List(YamlMappingNode map, string key) => Child(map, key) switch
    {
        YamlSequenceNode list => [.. list.Children.OfType<YamlScalarNode>().Select(child => child.Value ?? "")],
        YamlScalarNode { Value: { } one } => [one],
        _ => [],
    };

    internal static string Text(string file, YamlNode node) => (node as YamlScalarNode)?.Value ?? throw new RuleException(file, node, "a text is expected here");
}
