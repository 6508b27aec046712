using System.Runtime.InteropServices;

namespace Sekimori.Detection.Correlations;

/// <summary>The matches of one group of a correlation, in the order of their times, and when it raised alerts.</summary>
internal sealed class CorrelationGroup(string key)
{
    /// <summary>
    /// Times at which the group raised alerts, for earlier times that are read later: there are several rotated files, each with its own;
    /// the oldest is forgotten.
    /// </summary>
    private const int ToldLimit = 16;

    private readonly List<DateTimeOffset> _told = [];
    private CorrelationMatch[] _matches = new CorrelationMatch[4];
    private int _first, _end;

    public string Key => key;

    public int Count => _end - _first;

    /// <summary>The matches; valid until the next change.</summary>
    public ArraySegment<CorrelationMatch> Matches => new(_matches, _first, Count);

    /// <summary>The time of the latest match that was ever here.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Inserts a match in order of time, after those of the same time. Returns its position.</summary>
    public int Add(CorrelationMatch match)
    {
        if (match.Time > Last) Last = match.Time;
        if (_end == _matches.Length) Grow();
        var at = _end;
        while (at > _first && _matches[at - 1].Time > match.Time) at--;
        if (at < _end) Array.Copy(_matches, at, _matches, at + 1, _end - at);
        _matches[at] = match;
        _end++;
        return at - _first;
    }

    /// <summary>The place of the first match that is not before a time.</summary>
    public int FirstSince(DateTimeOffset time)
    {
        int low = _first, high = _end;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_matches[middle].Time < time) low = middle + 1;
            else high = middle;
        }
        return low - _first;
    }

    /// <summary>Drops matches that are more than a timespan away from both times.</summary>
    public void KeepNear(DateTimeOffset now, DateTimeOffset newest, TimeSpan span) =>
        Replace([.. Matches.Where(match => (match.Time - now).Duration() <= span || newest - match.Time <= span)]);

    private void DropBefore(DateTimeOffset time)
    {
        var count = FirstSince(time);
        Array.Clear(_matches, _first, count);
        _first += count;
    }

    /// <summary>
    /// Makes room for a match at <paramref name="now"/>: first drops what cannot share a window with it, then, if values are counted,
    /// repetitions of a value, then the match farthest from it.
    /// </summary>
    public void MakeRoom(DateTimeOffset now, TimeSpan span, bool countsValues, int keep)
    {
        DropBefore(now - span);
        var later = Matches.AsSpan();
        while (later.Length > 0 && later[^1].Time - now > span) later = later[..^1];
        Cut(later.Length);
        // Of a value that is already counted, another match changes only its time: many of one value must not drive out the others.
        if (countsValues && Count >= keep)
            Replace(
                [.. Matches.OrderBy(match => (match.Time - now).Duration())
                .DistinctBy(match => match.Value, StringComparer.OrdinalIgnoreCase).OrderBy(match => match.Time)]);
        if (Count < keep) return;
        if (now - _matches[_first].Time >= _matches[_end - 1].Time - now) _matches[_first++] = default;
        else Cut(Count - 1);
    }

    /// <summary>True if the group raised no alert within a timespan of this time; marks it as raised.</summary>
    public bool TryRaise(DateTimeOffset time, TimeSpan span)
    {
        foreach (var told in CollectionsMarshal.AsSpan(_told))
            if ((time - told).Duration() < span) return false;
        if (_told.Count == ToldLimit) _told.RemoveAt(0);
        _told.Add(time);
        return true;
    }

    private void Cut(int count)
    {
        Array.Clear(_matches, _first + count, Count - count);
        _end = _first + count;
    }

    private void Replace(CorrelationMatch[] matches)
    {
        (_matches, _first, _end) = (matches, 0, matches.Length);
        if (matches.Length == 0) _matches = new CorrelationMatch[4];
    }

    private void Grow()
    {
        var target = _first > _matches.Length / 2 ? _matches : new CorrelationMatch[Math.Max(4, _matches.Length * 2)];
        var count = Count;
        Array.Copy(_matches, _first, target, 0, count);
        if (target == _matches) Array.Clear(_matches, count, _end - count);
        (_matches, _first, _end) = (target, 0, count);
    }
}
