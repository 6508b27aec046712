namespace Sekimori.Observations.Services;

/// <summary>Counts one edge, a minute at a time. Thread-safe.</summary>
/// <param name="key">The edge, as a store keeps it.</param>
/// <param name="counter">Whose cell it is.</param>
internal sealed class EdgeCell(in EdgeKey key, EdgeCounter counter)
{
    private readonly EdgeKey _key = key;
    private EdgeCounts _counts;
    private long _minute = -1;
    private bool _hasCounts;
    private volatile bool _isClosed;

    /// <summary>True where it counts no longer.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>True if it is the counter's cell of this edge, and counts.</summary>
    public bool Is(in EdgeKey edge, EdgeCounter of) => ReferenceEquals(counter, of) && !_isClosed && _key == edge;

    /// <summary>Counts an observation.</summary>
    /// <param name="added">What it adds.</param>
    /// <param name="finished">What was counted of another minute, where this observation ends that one.</param>
    /// <returns>Whether <paramref name="finished"/> holds something; null where the cell is closed, and another must be asked
    /// for.</returns>
    public bool? Count(in EdgeCounts added, out EdgeRecord finished)
    {
        finished = default;
        var minute = EdgeRecord.MinuteOf(added.First);
        lock (this)
        {
            if (_isClosed) return null;
            var isFinished = _hasCounts && minute != _minute;
            if (isFinished) finished = new(_key, _counts);
            _counts = _hasCounts && !isFinished ? _counts.Plus(added) : added;
            (_hasCounts, _minute) = (true, minute);
            return isFinished;
        }
    }

    /// <summary>Takes what was counted. A cell that is idle since <paramref name="idleBefore"/> is closed.</summary>
    /// <returns>False where there is nothing.</returns>
    public bool Take(long idleBefore, out EdgeRecord record, out bool isClosed)
    {
        lock (this)
        {
            (record, var had) = (new(_key, _counts), _hasCounts);
            _hasCounts = false;
            isClosed = !had && _minute < idleBefore;
            _isClosed = isClosed;
            return had;
        }
    }
}
