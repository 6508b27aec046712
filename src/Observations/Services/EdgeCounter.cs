using System.Collections.Concurrent;

namespace Sekimori.Observations.Services;

/// <summary>
/// Counts the edges of a running server, for a store to take them every few seconds. For an edge that is known this is a look-up and an
/// addition: nothing is allocated. Thread-safe; what it holds is bounded by <see cref="EdgeLimits"/>.
/// </summary>
internal sealed class EdgeCounter
{
    // Minutes. A cell is small, and a client that comes once a minute should find its own.
    private const int IdleMinutes = 2;

    private readonly ConcurrentDictionary<EdgeKey, EdgeCell> _cells = new();
    private readonly EdgeCell _others;
    private readonly EdgeLimits _limits;
    private readonly EdgeBudget _budget;
    private readonly Lock _gate = new();
    private List<EdgeRecord> _finished = [];
    private long _overflow, _lost;

    public EdgeCounter(EdgeLimits limits)
    {
        (_limits, _budget) = (limits, new(limits));
        _others = new(EdgeKey.Others, this);
    }

    /// <summary>
    /// Called where an edge is counted that was not counted lately, with the observation that did it. Must not throw and must not wait.
    /// </summary>
    public Action<EdgeKey, Observation>? Opened { get; set; }

    /// <summary>How many edges are known.</summary>
    public int Edges
    {
        get
        {
            lock (_gate) return _budget.Known;
        }
    }

    /// <summary>Observations that were counted as "others".</summary>
    public long Overflow => Interlocked.Read(ref _overflow);

    /// <summary>Records that were thrown away because their store was out of reach for too long.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Counts an observation.</summary>
    /// <param name="seen">The observation.</param>
    /// <param name="isDenied">True where the policy or a rule denied it.</param>
    public void Count(Observation seen, bool isDenied)
    {
        if (!EdgeKey.TryRead(seen, out var key)) return;
        var counts = EdgeCounts.Of(seen, isDenied);
        while (true)
        {
            var cell = Find(key, seen);
            if (cell.Count(counts, out var finished) is not { } isFinished) continue; // it was closed in between
            if (isFinished) Keep(finished);
            return;
        }
    }

    /// <summary>Takes over which edges a store has: they have their places, and the limits go by them.</summary>
    /// <param name="known">The store's edges.</param>
    public void Restart(IEnumerable<EdgeKey> known)
    {
        lock (_gate) _budget.Restart(known.Concat(_cells.Keys.Select(key => key.Clean())));
    }

    /// <summary>Takes everything that was counted and not taken yet.</summary>
    /// <param name="now">The time.</param>
    public IReadOnlyList<EdgeRecord> Drain(DateTimeOffset now)
    {
        List<EdgeRecord> taken;
        lock (_gate) (taken, _finished) = (_finished, []);
        var idleBefore = EdgeRecord.MinuteOf(now) - IdleMinutes;
        foreach (var (key, cell) in _cells)
        {
            if (cell.Take(idleBefore, out var record, out var isClosed)) taken.Add(record);
            if (isClosed) _cells.TryRemove(new(key, cell));
        }
        if (_others.Take(long.MinValue, out var others, out _)) taken.Add(others);
        return taken;
    }

    // A connection mostly counts for one edge. Comparing is cheaper than hashing four texts.
    private EdgeCell Find(in EdgeKey key, Observation seen)
    {
        if (seen.Client.Edge is { } last && last.Is(key, this)) return last;
        if (!_cells.TryGetValue(key, out var cell)) cell = Open(key, seen);
        seen.Client.Edge = cell;
        return cell;
    }

    private EdgeCell Open(in EdgeKey key, Observation seen)
    {
        var clean = key.Clean();
        EdgeCell cell;
        lock (_gate)
        {
            // Names that differ only in what is cleaned away are one edge with several cells.
            if (_cells.TryGetValue(key, out var known) && !known.IsClosed) return known;
            if (_cells.Count >= _limits.Edges || !_budget.TryAdmit(clean, seen.Client.Address, seen.Time))
            {
                Interlocked.Increment(ref _overflow);
                return _others;
            }
            _cells[key] = cell = new(clean, this);
        }
        Opened?.Invoke(clean, seen);
        return cell;
    }

    private void Keep(in EdgeRecord finished)
    {
        lock (_gate)
        {
            if (_finished.Count < _limits.Waiting) _finished.Add(finished);
            else Interlocked.Increment(ref _lost);
        }
    }
}
