using System.Globalization;
using Sekimori.Guard;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>The processes that were created for accounts and continue by themselves: how many of each account live, and their control groups. Collects those that have ended.</summary>
internal sealed class CreatedProcesses : IDisposable
{
    /// <summary>An ended process stays a line of the process table for so long at most.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, (CallerIdentity Account, ShellCgroup? Group)> _sessions = [];
    private readonly List<CallerIdentity> _starting = [];
    private readonly IReadOnlyList<string>? _starter;
    private readonly Timer _timer;
    private int _lastSerial;

    /// <summary>Keeps account of processes that this process starts.</summary>
    /// <param name="starter">What becomes the user of each, see <see cref="UserProcess.Start"/>.</param>
    internal CreatedProcesses(IReadOnlyList<string>? starter)
    {
        _starter = starter;
        _timer = new Timer(_ => Collect());
    }

    /// <summary>Starts a process for an account, unless it has too many already.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="process">What to start.</param>
    /// <param name="limits">How much an account may have.</param>
    /// <param name="id">Its number.</param>
    /// <returns>0, the error's number, or <see cref="Native.Errno.Again"/> where the account has as many as it may.</returns>
    internal int Start(CallerIdentity account, UserProcess process, CreateLimits limits, out int id)
    {
        id = 0;
        ShellCgroup? group;
        lock (_lock)
        {
            if (limits.MaxProcesses > 0 && CountOf(account) >= limits.MaxProcesses) return Native.Errno.Again;
            _starting.Add(account);
            group = ShellCgroup.TryCreate(string.Create(CultureInfo.InvariantCulture, $"{ShellCgroup.CreatedPrefix}{Environment.ProcessId}-{++_lastSerial}"));
        }

        group?.LimitMemory(limits.MaxMemory);
        if (limits.MaxProcesses > 0) group?.LimitProcesses(limits.MaxProcesses);
        // Not under the lock: a directory of one user's own file system may take its time, and others need not wait for it.
        var error = process.Start(_starter, started => group?.Take(started), out id);
        lock (_lock)
        {
            _starting.Remove(account);
            if (error == 0) _sessions[id] = (account, group);
            else group?.Dispose();
            if (_sessions.Count > 0) _timer.Change(Every, Timeout.InfiniteTimeSpan);
            return error;
        }
    }

    public void Dispose() => _timer.Dispose();

    private int CountOf(CallerIdentity account) =>
        _starting.Count(starting => starting == account) + Collect().Count(entry => !entry.HasEnded && _sessions.TryGetValue(entry.Session, out var session) && session.Account == account);

    // The number of a session is nobody else's while one process of it lives, its first one or another.
    private List<ProcessEntry> Collect()
    {
        lock (_lock)
        {
            foreach (var id in _sessions.Keys) ChildProcess.CollectEnded(id);
            var table = ProcessTable.Read();
            var living = table.Where(entry => !entry.HasEnded).Select(entry => entry.Session).ToHashSet();
            foreach (var (id, (_, group)) in _sessions.Where(session => !living.Contains(session.Key)).ToList())
            {
                _sessions.Remove(id);
                group?.Dispose();
            }

            if (_sessions.Count > 0) _timer.Change(Every, Timeout.InfiniteTimeSpan);
            return table;
        }
    }
}
