using Sekimori.Detection.Correlations;
using Sekimori.Detection.Events;
using Sekimori.Detection.Matching;
using Sekimori.Guard.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>Reads Sigma's YAML: rules, correlations and filters (specification 2.1).</summary>
internal sealed class SigmaReader(IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders, List<RuleFinding> findings)
{
    /// <summary>Selections of one rule: SigmaHQ's largest has 34.</summary>
    private const int SelectionLimit = 500;

    private readonly List<SigmaRule> _rules = [];
    private readonly List<CorrelationReader.Draft> _correlations = [];
    private readonly List<(string File, YamlMappingNode Node, HashSet<string> Rules, LogSource Source, Predicate Filter)> _filters = [];

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
            if (document.RootNode is not YamlMappingNode root)
                throw new RuleException(file, document.RootNode, "expected a YAML mapping as rule");
            if (Child(root, "correlation") is YamlMappingNode correlation)
                _correlations.Add(CorrelationReader.Read(file, Info(file, root), correlation, Child(root, "tests")));
            else if (Child(root, "filter") is YamlMappingNode filter) ReadFilter(file, root, filter);
            else _rules.Add(ReadRule(file, root));
        }
    }

    /// <summary>Lays filters on rules and connects correlations to what they refer to.</summary>
    public void Complete(List<SigmaRule> rules, List<Correlation> correlations)
    {
        foreach (var (file, node, wanted, source, filter) in _filters)
        {
            // "any" is every rule whose source is the filter's or a narrower one (Sigma's filter specification 2.1).
            foreach (var rule in _rules.Where(rule =>
                wanted.Count == 0 ? source.Covers(rule.Source) : wanted.Contains(rule.Info.Id) || wanted.Contains(rule.Info.Name)))
                rule.Exclude(filter);
            foreach (var name in wanted.Where(
                name => !_rules.Exists(rule => rule.Info.Id.Equals(name, StringComparison.OrdinalIgnoreCase)
                || rule.Info.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
            {
                var place = (Child(node, "rules") as YamlSequenceNode)?.Children.FirstOrDefault(one =>
                    name.Equals((one as YamlScalarNode)?.Value, StringComparison.OrdinalIgnoreCase)) ?? Child(node, "rules") ?? node;
                findings.Add(new(file, place.Start.Line, place.Start.Column, $"the filter names an unknown rule: '{name}'", false));
            }
        }
        rules.AddRange(_rules);
        CorrelationReader.Complete(_correlations, _rules, correlations);
    }

    private SigmaRule ReadRule(string file, YamlMappingNode root)
    {
        var detection = Child(root, "detection") as YamlMappingNode ?? throw new RuleException(file, root, "a rule needs a 'detection'");
        var source = Source(file, root);
        var before = findings.Count;
        var rule = new SigmaRule(Info(file, root), source, Condition(file, source, detection, "condition"))
        {
            Tests = Child(root, "tests") as YamlSequenceNode
        };
        if (source.Nothing is not { } why)
        {
            if (rule.Condition.Test(new UnknownView()) != Truth.No) return rule;
            var condition = Child(detection, "condition")!;
            findings.Add(
                new(file, condition.Start.Line, condition.Start.Column,
                $"'{rule.Info.Title}' can never match: no event satisfies its condition", true));
            return rule;
        }
        // For a rule that no event can reach, naming its source is enough.
        findings.RemoveRange(before, findings.Count - before);
        var place = Child(root, "logsource")!;
        findings.Add(new(file, place.Start.Line, place.Start.Column, $"'{rule.Info.Title}' can never match: {why}", true));
        return rule;
    }

    private void ReadFilter(string file, YamlMappingNode root, YamlMappingNode filter)
    {
        var rules = Child(filter, "rules") switch
        {
            YamlSequenceNode { Children.Count: > 0 } sequence =>
                sequence.Children.OfType<YamlScalarNode>().Select(one => one.Value ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase),
            YamlScalarNode { Value: { } any } when any.Equals("any", StringComparison.OrdinalIgnoreCase) => [],
            null => [],
            YamlScalarNode { Value: { Length: > 0 } one } => new(StringComparer.OrdinalIgnoreCase) { one },
            var other => throw new RuleException(file, other, "a filter's 'rules' must be a list of ids or names, or 'any'"),
        };
        var source = Source(file, root);
        _filters.Add((file, filter, rules, source, Condition(file, source, filter, "condition")));
    }

    private Predicate Condition(string file, LogSource source, YamlMappingNode detection, string name)
    {
        var selections = new Dictionary<string, Predicate>(StringComparer.Ordinal);
        foreach (var (key, value) in detection)
        {
            var selection = Text(file, key);
            if (selection is "condition" or "timeframe" or "rules") continue;
            if (selections.Count == SelectionLimit) throw new RuleException(file, key, $"a rule has at most {SelectionLimit} selections");
            selections[selection] = Selection(file, source, value);
        }
        var condition = Child(detection, name) ?? throw new RuleException(file, detection, "missing 'condition'");
        if (condition is YamlSequenceNode several)
            return new SomeOf(1, [.. several.Children.Select(one => ConditionParser.Parse(file, one, Text(file, one), selections))]);
        return ConditionParser.Parse(file, condition, Text(file, condition), selections);
    }

    /// <summary>A map's lines must all hold, of a list one; a list of plain values is keywords.</summary>
    private Predicate Selection(string file, LogSource source, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                if (map.Children.Count == 0) throw new RuleException(file, node, "the selection is empty");
                var compiler = new FieldCompiler(file, source, placeholders, _budget, findings);
                Predicate[] lines = [.. map.Select(line => compiler.Compile(Text(file, line.Key), line.Key, line.Value))];
                return lines.Length == 1 ? lines[0] : new AllOf(lines);
            case YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode):
                return new KeywordPredicate([.. list.Children.Select(child => FieldCompiler.Inside(Text(file, child)))], false);
            case YamlSequenceNode list:
                return new SomeOf(1, [.. list.Children.Select(child => child is YamlScalarNode keyword
                    ? new KeywordPredicate([FieldCompiler.Inside(Text(file, keyword))], false)
                    : Selection(file, source, child))]);
            default:
                return new KeywordPredicate([FieldCompiler.Inside(Text(file, node))], false);
        }
    }

    private static LogSource Source(string file, YamlMappingNode root)
    {
        var source = Child(root, "logsource") as YamlMappingNode ?? throw new RuleException(file, root, "missing 'logsource'");
        return new(Scalar(source, "product")?.ToLowerInvariant(), Scalar(source, "category")?.ToLowerInvariant(),
            Scalar(source, "service")?.ToLowerInvariant());
    }

    private static RuleInfo Info(string file, YamlMappingNode root)
    {
        var title = Scalar(root, "title") ?? throw new RuleException(file, root, "a rule needs a 'title'");
        var level = Severity.Medium;
        if (Child(root, "level") is { } node && !Enum.TryParse(Text(file, node), true, out level))
            throw new RuleException(file, node, $"'{node}' is not a level");
        var name = Scalar(root, "name") ?? "";
        return new()
        {
            Id = Scalar(root, "id") ?? (name.Length > 0 ? name : title), Name = name, Title = title,
            Description = Scalar(root, "description")?.Trim() ?? "",
            Response = Scalar(root, "response")?.Trim() ?? "", Level = level, Tags = List(root, "tags"),
            FalsePositives = List(root, "falsepositives"), File = file,
            Denies = Scalar(root, "action") == "deny", Kind = Scalar(root, "kind") ?? "",
        };
    }

    internal static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    internal static string? Scalar(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    internal static string[] List(YamlMappingNode map, string key) => Child(map, key) switch
    {
        YamlSequenceNode list => [.. list.Children.OfType<YamlScalarNode>().Select(child => child.Value ?? "")],
        YamlScalarNode { Value: { } one } => [one],
        _ => [],
    };

    internal static string Text(string file, YamlNode node) =>
        (node as YamlScalarNode)?.Value ?? throw new RuleException(file, node, "expected a string");
}
