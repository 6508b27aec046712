using Sekimori.Detection.Events;
using Sekimori.Detection.Sigma;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Correlations;

/// <summary>A rule over the matches of other rules: how many, how many different values, which together, which in order.</summary>
internal sealed class Correlation
{
    /// <summary>The information about an alert for its readers.</summary>
    public required RuleInfo Info { get; init; }

    /// <summary>What is counted.</summary>
    public required CorrelationType Type { get; init; }

    /// <summary>Ids of the rules and correlations that it checks, in their order.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Fields whose values keep events apart; different ones for each source if aliases are defined.</summary>
    public required IReadOnlyList<IReadOnlyList<Field>> GroupBy { get; init; }

    /// <summary>The names of the grouping fields.</summary>
    public required IReadOnlyList<string> GroupNames { get; init; }

    /// <summary>How far apart the first and the last may be.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>What must hold of the count: all of these.</summary>
    public required IReadOnlyList<CountCondition> Conditions { get; init; }

    /// <summary>The fields whose values are counted; none if events are.</summary>
    public required IReadOnlyList<Field> Values { get; init; }

    /// <summary>True if the rules alert by themselves too.</summary>
    public required bool Generates { get; init; }

    internal YamlSequenceNode? Tests { get; init; }

    /// <summary>True if the condition holds of this number.</summary>
    public bool Holds(double count)
    {
        foreach (var condition in Conditions)
            if (!condition.Holds(count)) return false;
        return true;
    }
}
