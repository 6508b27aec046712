using System.Diagnostics;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>
/// Checks the processes of shells several times a second, and ends a shell whose processes exceed their memory limit: if the server has
/// control groups with a memory controller, the kernel does so at once, and this is the second wall; elsewhere it is the only one. A limit
/// of address space for each process (RLIMIT_AS) is no way: runtimes reserve far more than they use, and ten processes would have ten times
/// the limit.
/// </summary>
internal sealed class ShellMeter : IDisposable
{
    /// <summary>
    /// Between two looks. A look costs about 20 µs for each process of the host; a process fills about 500 MB in this time.
    /// </summary>
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly Func<IEnumerable<UnixShell>> _shells;
    private readonly Timer _timer;
    private int _awake;

    internal ShellMeter(Func<IEnumerable<UnixShell>> shells)
    {
        _shells = shells;
        _timer = new Timer(_ => Look());
    }

    /// <summary>A shell has been opened: looks start, and end when none is open.</summary>
    internal void Wake()
    {
        // Once it is awake, shells that are opened one after the other do not put the next look off.
        if (Interlocked.Exchange(ref _awake, 1) == 0) _timer.Change(Every, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The resources of the processes below a keeper.</summary>
    /// <param name="keeper">The keeper's process.</param>
    /// <param name="limit">Above this many octets shared pages are counted properly, which costs time.</param>
    /// <param name="table">The processes of the host.</param>
    internal static ShellUsage Measure(int keeper, long limit, List<ProcessEntry> table)
    {
        var family = ProcessTable.DescendantsOf(keeper, table).FindAll(static entry => !entry.HasEnded);
        var bytes = family.Sum(static entry => ProcessMemory.Held(entry.Id));
        if (bytes > limit) bytes = family.Sum(static entry => ProcessMemory.Proportional(entry.Id) ?? ProcessMemory.Held(entry.Id));
        return new ShellUsage(family.Count, bytes);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            List<ProcessEntry>? table = null;
            foreach (var shell in _shells())
            {
                if (shell.MemoryLimit is not { } limit || !shell.HasStarted) continue;
                table ??= ProcessTable.Read();
                if (Measure(shell.ProcessId, limit, table).Bytes > limit) shell.EndForMemory(table);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The table could not be read this time.
        }
        finally
        {
            // On a host with thousands of processes a check takes long: checks may use at most a twentieth of a processor.
            var pause = Stopwatch.GetElapsedTime(started) * 20;
            if (_shells().Any()) _timer.Change(pause > Every ? pause : Every, Timeout.InfiniteTimeSpan);
            else Sleep();
        }
    }

    private void Sleep()
    {
        Volatile.Write(ref _awake, 0);
        // One that was opened meanwhile found it awake.
        if (_shells().Any()) Wake();
    }
}
