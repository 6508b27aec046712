using Sekimori.Detection.Events;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection;

/// <summary>
/// A rule matched. Further matches of the same rule by the same client on the same server are counted here and raise no new alert.
/// </summary>
public sealed class Alert
{
    /// <summary>How many causes are kept.</summary>
    public const int CauseLimit = 16;

    private readonly List<object> _causes = [];

    /// <summary>An alert that no rule of the engine raised.</summary>
    /// <param name="rule">What people need to know of it.</param>
    /// <param name="seen">The observation that raised it.</param>
    public static Alert Of(RuleInfo rule, Observation seen)
    {
        var alert = new Alert { Rule = rule, First = seen.Time, Last = seen.Time };
        alert.AddCauses([seen]);
        return alert;
    }

    /// <summary>The rule.</summary>
    public required RuleInfo Rule { get; init; }

    /// <summary>When it matched first.</summary>
    public DateTimeOffset First { get; internal set; }

    /// <summary>When it matched last.</summary>
    public DateTimeOffset Last { get; internal set; }

    /// <summary>How often it matched.</summary>
    public long Count { get; internal set; } = 1;

    /// <summary>What a correlation's group is: "10.0.0.5"; empty for a rule.</summary>
    public string Group { get; init; } = "";

    /// <summary>The observation: observations or Windows events, the one that raised the alert last.</summary>
    public IReadOnlyList<object> Causes => _causes;

    /// <summary>The observation that raised the alert; null if it was a Windows event.</summary>
    public Observation? Observation => _causes.Count > 0 ? _causes[^1] as Observation : null;

    /// <summary>The Windows event that raised the alert; null if it was an observation.</summary>
    internal RecordView? Record => _causes.Count > 0 ? _causes[^1] as RecordView : null;

    /// <summary>Counts a repetition; what is read later may have happened earlier.</summary>
    internal void Add(DateTimeOffset time, IEnumerable<object> causes)
    {
        Count++;
        if (time < First) First = time;
        if (time > Last) Last = time;
        AddCauses(causes);
    }

    internal void AddCauses(IEnumerable<object> causes)
    {
        foreach (var cause in causes)
            if (_causes.Count < CauseLimit) _causes.Add(cause);
            else _causes[^1] = cause;
    }
}
