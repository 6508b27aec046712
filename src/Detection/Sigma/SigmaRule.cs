using Sekimori.Detection.Events;
using Sekimori.Detection.Matching;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>One rule, compiled.</summary>
internal sealed class SigmaRule(RuleInfo info, LogSource source, Predicate condition)
{
    /// <summary>The information about an alert for its readers.</summary>
    public RuleInfo Info { get; internal set; } = info;

    /// <summary>The source that it is for.</summary>
    public LogSource Source => source;

    /// <summary>The compiled rule, with its source and the filters that were laid on it.</summary>
    public Predicate Condition { get; private set; } = new FromSource(source, condition);

    /// <summary>The events that, by its own file, the rule must and must not match.</summary>
    internal YamlSequenceNode? Tests { get; init; }

    /// <summary>True if the event matches.</summary>
    public bool IsMatch(EventView seen) => Condition.Test(seen) == Truth.Yes;

    /// <summary>Applies a filter to the rule: what the filter matches is excluded.</summary>
    internal void Exclude(Predicate filter) => Condition = new AllOf([Condition, filter]);
}
