using System.Globalization;
using Sekimori.Detection.Events;
using Sekimori.Detection.Sigma;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Correlations;

/// <summary>Reads the "correlation" of a document (Sigma's correlation specification 2.1).</summary>
internal static class CorrelationReader
{
    private static readonly string[] Comparisons = ["gt", "gte", "lt", "lte", "eq", "neq"];

    /// <summary>A correlation whose references are not resolved yet.</summary>
    internal sealed record Draft(string File, RuleInfo Info, YamlMappingNode Node, YamlNode? Tests);

    public static Draft Read(string file, RuleInfo info, YamlMappingNode node, YamlNode? tests) => new(file, info, node, tests);

    public static void Complete(List<Draft> drafts, List<SigmaRule> rules, List<Correlation> target)
    {
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var info in rules.Select(rule => rule.Info).Concat(drafts.Select(draft => draft.Info)))
        {
            ids[info.Id] = info.Id;
            if (info.Name.Length > 0) ids[info.Name] = info.Id;
        }
        var names = rules.Select(rule => rule.Info).Concat(drafts.Select(draft => draft.Info)).ToLookup(info => info.Id, info => info.Name);
        foreach (var draft in drafts) target.Add(Compile(draft, ids, names));
    }

    private static Correlation Compile(Draft draft, Dictionary<string, string> ids, ILookup<string, string> names)
    {
        var (file, info, node, tests) = draft;
        var written = SigmaReader.List(node, "rules");
        if (written.Length == 0) throw new RuleException(file, node, "a correlation needs 'rules'");
        var sources = Array.ConvertAll(written, one =>
            ids.TryGetValue(one, out var id) ? id : throw new RuleException(file, node, $"unknown rule '{one}'"));
        var type = Type(file, node);
        var groups = SigmaReader.List(node, "group-by");
        var values = Values(node);
        if (type is CorrelationType.ValueCount or CorrelationType.ValueSum or CorrelationType.ValueAverage && values.Length == 0)
            throw new RuleException(file, node, "the condition of this type needs a 'field'");
        var aliases = SigmaReader.Child(node, "aliases") as YamlMappingNode;
        return new()
        {
            Info = info, Type = type, Sources = sources, GroupNames = groups, Timespan = Timespan(file, node), Values = values,
            Tests = tests as YamlSequenceNode,
            Conditions = Conditions(file, node, type, sources.Length), Generates = SigmaReader.Scalar(node, "generate") == "true",
            GroupBy =
                [
                .. sources.Select((source, at) =>
                (IReadOnlyList<Field>)[.. groups.Select(group => new Field(Alias(aliases, group, written[at], names[source]) ?? group))])],
        };
    }

    private static CorrelationType Type(string file, YamlMappingNode node) => SigmaReader.Scalar(node, "type") switch
    {
        "event_count" => CorrelationType.EventCount,
        "value_count" => CorrelationType.ValueCount,
        "temporal" => CorrelationType.Temporal,
        "temporal_ordered" => CorrelationType.TemporalOrdered,
        "value_sum" => CorrelationType.ValueSum,
        "value_avg" => CorrelationType.ValueAverage,
        var other => throw new RuleException(file, node, $"'{other}' is not a type of correlation"),
    };

    private static Field[] Values(YamlMappingNode node) =>
        SigmaReader.Child(node, "condition") is YamlMappingNode condition
        ? [.. SigmaReader.List(condition, "field").Select(name => new Field(name))]
        : [];

    private static CountCondition[] Conditions(string file, YamlMappingNode node, CorrelationType type, int sources)
    {
        var condition = SigmaReader.Child(node, "condition");
        if (condition is null && type is CorrelationType.Temporal or CorrelationType.TemporalOrdered) return [new("gte", sources)];
        if (condition is not YamlMappingNode map)
            throw new RuleException(file, condition ?? node, "a correlation needs a 'condition' with gt, gte, lt, lte, eq or neq");
        var all = new List<CountCondition>();
        foreach (var comparison in Comparisons)
        {
            if (SigmaReader.Scalar(map, comparison) is not { } bound) continue;
            if (!double.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                throw new RuleException(file, map, $"'{bound}' is not a number");
            all.Add(new(comparison, number));
        }
        if (all.Count == 0) all.Add(new("gte", sources));
        return [.. all];
    }

    private static TimeSpan Timespan(string file, YamlMappingNode node)
    {
        var text = SigmaReader.Scalar(node, "timespan") ?? SigmaReader.Scalar(node, "timeframe")
            ?? throw new RuleException(file, node, "a correlation needs a 'timespan'");
        if (text.Length > 1 && int.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }
        throw new RuleException(file, node, $"'{text}' is not a timespan: use 30s, 5m, 1h or 1d");
    }

    private static string? Alias(YamlMappingNode? aliases, string group, string source, IEnumerable<string> names)
    {
        if (aliases is null || SigmaReader.Child(aliases, group) is not YamlMappingNode fields) return null;
        return SigmaReader.Scalar(fields, source)
            ?? names.Select(name => name.Length > 0 ? SigmaReader.Scalar(fields, name) : null).FirstOrDefault(field => field is not null);
    }
}
