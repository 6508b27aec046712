using Sekimori.Detection.Events;

namespace Sekimori.Detection.Correlations;

/// <summary>
/// What a correlation remembers: for each group its matches, in the order of their times, whichever was read first. Captures are given in
/// any order, the chunks of an event log that has wrapped are not in order, and one capture may hold several interfaces. Bounded: the group
/// that was silent longest makes room, of a group only this many matches are kept as any condition can need; and over all groups together,
/// matches farther than a timespan from the one being read are dropped once there are many.
/// </summary>
internal sealed class CorrelationState(Correlation correlation)
{
    /// <summary>Groups remembered: a sweep over a class B network is 65,536.</summary>
    private const int GroupLimit = 65_536;

    /// <summary>Matches kept of one group, whatever the condition.</summary>
    private const int MatchLimit = 10_000;

    /// <summary>Matches kept beyond the bound of the condition.</summary>
    private const int Spare = 8;

    /// <summary>
    /// Matches of all groups that are kept for events that are read later but happened earlier: some hours of a busy network, a few
    /// megabytes.
    /// </summary>
    private const int LateLimit = 8192;

    private readonly Dictionary<string, CorrelationGroup> _groups = new(StringComparer.Ordinal);
    private readonly int _keep = (int)Math.Clamp(correlation.Conditions.Max(condition => condition.Bound) + Spare, 64, MatchLimit);
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private int _total, _sweepAt = LateLimit;

    /// <summary>
    /// Adds a match of a source; returns the group and the matches of the window if the condition is now satisfied and raised no alert
    /// within the timespan. A window is any span of the correlation's length that ends with a match and holds this one.
    /// </summary>
    public (CorrelationGroup Group, ArraySegment<CorrelationMatch> Window)? Take(int source, EventView seen, object subject)
    {
        // A missing field has no value, and is neither counted, summed nor averaged.
        if (correlation.Type is CorrelationType.ValueCount or CorrelationType.ValueSum or CorrelationType.ValueAverage
            && correlation.Values.Any(field => seen.First(field) is null)) return null;
        var now = seen.Time;
        if (now > _newest) _newest = now;
        if (_total >= _sweepAt) Sweep(now);
        var group = Find(Key(source, seen));
        var value = correlation.Values.Count == 0 ? "" : string.Join('\u001f', correlation.Values.Select(seen.First));
        _total -= group.Count;
        if (group.Count >= _keep) group.MakeRoom(now, correlation.Timespan, correlation.Type == CorrelationType.ValueCount, _keep);
        var at = group.Add(new(now, source, value, subject));
        _total += group.Count;
        return Evaluate(group, at, now) is { } window ? (group, window) : null;
    }

    private ArraySegment<CorrelationMatch>? Evaluate(CorrelationGroup group, int at, DateTimeOffset now)
    {
        var counter = new WindowCounter(correlation);
        var matches = group.Matches;
        var first = group.FirstSince(now - correlation.Timespan);
        for (var next = first; next < at; next++) counter.Add(matches[next]);
        // In the order of time there is one window, the one that ends here; where later matches were read before this one, they end windows
        // of their own.
        for (var end = at; end < matches.Count && matches[end].Time - now <= correlation.Timespan; end++)
        {
            counter.Add(matches[end]);
            for (; matches[end].Time - matches[first].Time > correlation.Timespan; first++) counter.Remove(matches[first]);
            var window = matches[first..(end + 1)];
            if (!correlation.Holds(counter.Count(window)) || !group.TryRaise(matches[end].Time, correlation.Timespan)) continue;
            return window;
        }
        return null;
    }

    private CorrelationGroup Find(string key)
    {
        if (_groups.TryGetValue(key, out var group)) return group;
        if (_groups.Count >= GroupLimit) Evict();
        return _groups[key] = new(key);
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

    /// <summary>
    /// Drops matches that cannot share a window with this time or with the newest. Runs again when as many have been added, so each match
    /// pays for it once.
    /// </summary>
    private void Sweep(DateTimeOffset now)
    {
        _total = 0;
        foreach (var group in _groups.Values.ToArray())
        {
            group.KeepNear(now, _newest, correlation.Timespan);
            _total += group.Count;
            if (group.Count == 0) _groups.Remove(group.Key);
        }
        _sweepAt = Math.Max(LateLimit, _total * 2);
    }

    private void Evict()
    {
        var median = _groups.Values.Select(group => group.Last).Order().ElementAt(_groups.Count / 2);
        foreach (var old in _groups.Values.Where(group => group.Last <= median).ToArray())
        {
            _groups.Remove(old.Key);
            _total -= old.Count;
        }
    }
}
