namespace Sekimori.Linux.Host;

/// <summary>
/// An answer that took seconds to work out, kept until one of the files and folders that it came from has changed. Thread-safe.
/// </summary>
internal sealed class KeeperUpdates(IReadOnlyList<string> sources)
{
    private readonly SemaphoreSlim _one = new(1);
    private (DateTime[] Times, PendingUpdate[] Updates)? _kept;

    /// <summary>The last result, or the result of <paramref name="work"/> now.</summary>
    /// <param name="work">Null if it fails: the next caller tries again.</param>
    /// <param name="cancellationToken">Ends the wait for another caller's work.</param>
    public PendingUpdate[] Get(Func<PendingUpdate[]?> work, CancellationToken cancellationToken)
    {
        // One works it out, the others wait for that: two at once would take twice as long.
        _one.Wait(cancellationToken);
        try
        {
            // Before the work: what changes during it is seen by the next caller.
            var times = sources.Select(File.GetLastWriteTimeUtc).ToArray();
            if (_kept is { } kept && kept.Times.AsSpan().SequenceEqual(times))
                return kept.Updates;
            if (work() is not { } updates)
                return [];
            _kept = (times, updates);
            return updates;
        }
        finally
        {
            _one.Release();
        }
    }
}
