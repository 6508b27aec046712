using System.Diagnostics;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>
/// Ends a set of processes that may grow while it is being ended. Each round first stops what is new, so that it can start no more, and
/// only when a round finds nothing new are all of them killed: a fork bomb whose processes are killed one by one refills the gaps, one
/// whose processes are stopped cannot.
/// </summary>
internal static class ProcessHunt
{
    /// <summary>Rounds without an end of new processes, after which those found are killed nevertheless.</summary>
    private const int MaxFreezingRounds = 64;

    /// <summary>
    /// Rounds in a row that must find nothing. One is not enough: the table is read while it changes, and a child whose parent ended
    /// meanwhile seems to belong to no one.
    /// </summary>
    private const int EmptyRounds = 3;

    /// <summary>Ends every process of the set, until none is alive.</summary>
    /// <param name="belongs">Evaluates one process by itself; it is stopped at once, since one that starts a successor and ends does not
    /// wait for the rest of the table.</param>
    /// <param name="alsoBelongs">Picks from a whole table, by descent.</param>
    /// <param name="isOver">Confirms that none is left; null if only the process table can show it.</param>
    /// <param name="untilCertain">True to continue until <paramref name="isOver"/> confirms it, however empty the table looks.</param>
    /// <param name="limit">When to give up: a process inside an uninterruptible call of the kernel ends no sooner than the call.</param>
    /// <returns>True once none is left; false at the limit.</returns>
    internal static bool End(Func<int, bool> belongs, Func<List<ProcessEntry>, IEnumerable<ProcessEntry>> alsoBelongs, Func<bool>? isOver,
        bool untilCertain, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var frozen = new HashSet<(int, ulong)>();
        for (int round = 0, empty = 0; isOver is null || !isOver(); round++)
        {
            var before = frozen.Count;
            var alive = new Dictionary<int, ProcessEntry>();
            var table = ProcessTable.Read(entry =>
            {
                if (entry.HasEnded || !belongs(entry.Id)) return;
                Freeze(entry, frozen);
                alive[entry.Id] = entry;
            });
            foreach (var entry in alsoBelongs(table).Where(entry => !entry.HasEnded && alive.TryAdd(entry.Id, entry)))
                Freeze(entry, frozen);

            empty = alive.Count == 0 ? empty + 1 : 0;
            if (!untilCertain && empty == EmptyRounds) return true;
            if (Stopwatch.GetElapsedTime(started) > limit) return false;
            if (frozen.Count > before && round < MaxFreezingRounds) continue;
            foreach (var entry in alive.Values) _ = ProcessSignal.Send(entry, ProcessSignal.Kill);
            if (alive.Count > 0 || untilCertain) Thread.Sleep(1);
        }

        return true;
    }

    private static void Freeze(ProcessEntry entry, HashSet<(int, ulong)> frozen)
    {
        if (frozen.Add((entry.Id, entry.Start))) _ = ProcessSignal.Send(entry, ProcessSignal.Stop);
    }
}
