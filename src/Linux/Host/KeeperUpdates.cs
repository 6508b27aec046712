namespace Sekimori.Linux.Host;

/// <summary>
/// An answer that took seconds to work out, kept until one of the files and folders that it came from has changed. Thread-safe.
/// </summary>
/// <param name="sources">The files and folders.</param>
/// <param name="clock">The time.</param>
internal sealed class KeeperUpdates(IReadOnlyList<string> sources, TimeProvider? clock = null)
{
    /// <summary>
    /// How long a failure is kept: a package manager that cannot answer takes its seconds all the same, and an enumeration of a superclass
    /// reads its classes one after the other.
    /// </summary>
    internal static readonly TimeSpan FailureTime = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private (DateTime[] Times, PendingUpdate[] Updates)? _kept;
    private (DateTime[] Times, long At)? _failed;

    /// <summary>The last result, or the result of <paramref name="work"/> now.</summary>
    /// <param name="work">Null if it fails: it is tried again after five minutes.</param>
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
            if (_failed is { } failed && failed.Times.AsSpan().SequenceEqual(times) && _clock.GetElapsedTime(failed.At) < FailureTime)
                return [];
            if (work() is not { } updates)
            {
                _failed = (times, _clock.GetTimestamp());
                return [];
            }
            _failed = null;
            _kept = (times, updates);
            return updates;
        }
        finally
        {
            _one.Release();
        }
    }
}
