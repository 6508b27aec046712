namespace Sekimori.Guard.Admission;

/// <summary>
/// Keeps a flood of denied connections from becoming a flood of log lines. The first denial of a peer is logged immediately; its
/// repetitions are counted and reported in one line when the window ends. Nothing goes uncounted. Reads no clock; thread-safe.
/// </summary>
internal sealed class RefusalFold
{
    /// <summary>Peers that are reported separately in one window. A flood from more is reported as a number.</summary>
    public const int MostPeers = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<(PeerKey Peer, RefusalCause Cause), long> _folded = [];
    private long _others;
    private DateTimeOffset _since;

    /// <summary>The length of a window: short enough to see an attack while it continues.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Counts a refusal.</summary>
    /// <param name="peer">Whose connection it was.</param>
    /// <param name="cause">Why it was denied or closed.</param>
    /// <param name="now">The time.</param>
    /// <returns>True if it must be reported at once.</returns>
    public bool Take(PeerKey peer, RefusalCause cause, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_folded.Count == 0 && _others == 0) _since = now;
            if (_folded.TryGetValue((peer, cause), out var count)) _folded[(peer, cause)] = count + 1;
            else if (_folded.Count < MostPeers)
            {
                _folded[(peer, cause)] = 0;
                return true;
            }
            else _others++;
            return false;
        }
    }

    /// <summary>The counts, if the window has ended; empty before.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isLast">True to end the window now.</param>
    public IReadOnlyList<FoldedRefusals> Tick(DateTimeOffset now, bool isLast = false)
    {
        lock (_gate)
        {
            // A clock that was set back ends it too.
            if (_folded.Count == 0 || !(isLast || now - _since >= Window || now < _since)) return [];
            var told = new List<FoldedRefusals>();
            foreach (var ((peer, cause), count) in _folded)
                if (count > 0) told.Add(new(peer, cause, count, _since));
            if (_others > 0) told.Add(new(null, RefusalCause.None, _others, _since));
            _folded.Clear();
            _others = 0;
            return told;
        }
    }
}
