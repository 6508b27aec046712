using System.Globalization;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Correlations;

/// <summary>
/// What a correlation remembers: for each group the matches of its timespan. Bounded: the group that was silent longest makes room,
/// and of a group only so many matches are kept as any condition can need.
/// </summary>
internal sealed class CorrelationState(Correlation correlation)
{
    /// <summary>Groups remembered: a sweep over a class B network is 65,536.</summary>
    private const int GroupLimit = 65_536;

    /// <summary>Matches kept of one group, whatever the condition asks.</summary>
    private const int MatchLimit = 10_000;

    /// <summary>Matches kept beyond the bound of the condition.</summary>
    private const int Spare = 8;

    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly int _keep = (int)Math.Clamp(correlation.Conditions.Max(condition => condition.Bound) + Spare, 64, MatchLimit);

    /// <summary>Takes a match of a source; returns the group where the condition holds now and has not been told within the timespan.</summary>
    public Group? Take(int source, EventView seen, object subject)
    {
        // A field that is not there has no value, and nothing is counted, summed or averaged of it.
        if (correlation.Type is CorrelationType.ValueCount or CorrelationType.ValueSum or CorrelationType.ValueAverage && correlation.Values.Any(field => seen.First(field) is null)) return null;
        var key = Key(source, seen);
        if (!_groups.TryGetValue(key, out var group))
        {
            if (_groups.Count >= GroupLimit) LetGo();
            _groups[key] = group = new(key);
        }
        var now = seen.Time;
        group.Last = now;
        var value = correlation.Values.Count == 0 ? "" : string.Join('\u001f', correlation.Values.Select(seen.First));
        while (group.Matches.Count > 0 && now - group.Matches.Peek().Time > correlation.Timespan) group.Matches.Dequeue();
        // Of a value that is already counted, another match changes nothing but its time: many of one value must not drive out the others.
        if (group.Matches.Count >= _keep && correlation.Type == CorrelationType.ValueCount) group.KeepLastOfEachValue();
        if (group.Matches.Count >= _keep) group.Matches.Dequeue();
        group.Matches.Enqueue(new(now, source, value, subject));
        if (now < group.QuietUntil || !correlation.Holds(Count(group))) return null;
        group.QuietUntil = now + correlation.Timespan;
        return group;
    }

    private double Count(Group group)
    {
        switch (correlation.Type)
        {
            case CorrelationType.EventCount: return group.Matches.Count;
            case CorrelationType.ValueCount: return group.Matches.Select(match => match.Value).Distinct(StringComparer.OrdinalIgnoreCase).Count();
            case CorrelationType.Temporal: return group.Matches.Select(match => match.Source).Distinct().Count();
            case CorrelationType.TemporalOrdered:
                var next = 0;
                foreach (var match in group.Matches)
                    if (next < correlation.Sources.Count && match.Source == next) next++;
                return next;
            default:
                var numbers = group.Matches.Select(match => double.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0);
                return correlation.Type == CorrelationType.ValueSum ? numbers.Sum() : numbers.Average();
        }
    }

    private string Key(int source, EventView seen)
    {
        var fields = correlation.GroupBy[source];
        return fields.Count switch
        {
            0 => "",
            1 => seen.First(fields[0]) ?? "",
            _ => string.Join(' ', fields.Select(field => seen.First(field) ?? "-")),
        };
    }

    private void LetGo()
    {
        var median = _groups.Values.Select(group => group.Last).Order().ElementAt(_groups.Count / 2);
        foreach (var old in _groups.Values.Where(group => group.Last <= median).ToArray()) _groups.Remove(old.Key);
    }

    internal sealed class Group(string key)
    {
        public string Key => key;

        public Queue<Match> Matches { get; private set; } = new();

        public void KeepLastOfEachValue() => Matches = new(Matches.Reverse().DistinctBy(match => match.Value, StringComparer.OrdinalIgnoreCase).Reverse());

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset QuietUntil { get; set; }
    }

    internal readonly record struct Match(DateTimeOffset Time, int Source, string Value, object Subject);
}
