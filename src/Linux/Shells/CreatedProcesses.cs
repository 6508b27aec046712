using System.Globalization;
using Sekimori.Guard;
using Sekimori.Linux.Host;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>
/// The processes that were created for accounts and continue by themselves: how many of each account live, and their control groups.
/// Collects those that have ended, and ends those whose account has lost the right to them.
/// </summary>
internal sealed class CreatedProcesses : IDisposable
{
    /// <summary>
    /// An ended process stays a line of the process table for so long at most. A right that is lost ends its processes within five seconds:
    /// this, and the hunt.
    /// </summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A process inside an uninterruptible call ends no sooner than the call: the next round tries again.</summary>
    private static readonly TimeSpan HuntLimit = TimeSpan.FromSeconds(2);

    // Of this run only: what an earlier server created continues by itself, and shells have marks of their own (ShellInstance).
    private readonly uint _instance = (uint)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) | 1U << 31;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, CreatedSession> _sessions = [];
    private readonly List<CallerIdentity> _starting = [];
    private readonly IReadOnlyList<string>? _starter;
    private readonly Timer _timer;
    private int _lastSerial, _hunting;
    private bool _isArmed;

    /// <summary>Keeps account of processes that this process starts.</summary>
    /// <param name="starter">What becomes the user of each, see <see cref="UserProcess.Start"/>.</param>
    internal CreatedProcesses(IReadOnlyList<string>? starter)
    {
        _starter = starter;
        _timer = new Timer(_ => Look());
    }

    /// <summary>Starts a process for an account, unless it has too many already.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="process">What to start.</param>
    /// <param name="limits">The limits of an account.</param>
    /// <param name="id">Its number.</param>
    /// <returns>0, the error's number, <see cref="Native.Errno.Again"/> where the account has as many as it may, or
    /// <see cref="Native.Errno.TooManyOpen"/> where this process has hardly any descriptor left.</returns>
    internal int Start(CreatedOwner owner, UserProcess process, CreateLimits limits, out int id)
    {
        id = 0;
        if (!DescriptorRoom.Has(DescriptorRoom.OfProcess)) return Native.Errno.TooManyOpen;
        ShellCgroup? group;
        ShellMark mark;
        var account = owner.Account;
        lock (_lock)
        {
            if (limits.MaxProcesses > 0 && CountOf(account) >= limits.MaxProcesses) return Native.Errno.Again;
            _starting.Add(account);
            group = ShellCgroup.TryCreate(
                string.Create(CultureInfo.InvariantCulture,
                $"{ShellCgroup.CreatedPrefix}{Environment.ProcessId}-{_instance:x}-{++_lastSerial}"));
            // Wraps after 2^30 processes of one server: those of then have ended.
            mark = ShellMark.Of(_instance, (_lastSerial >> 16) & (ShellMark.MaxKeepers - 1)).Command(_lastSerial & ShellMark.MaxCommands);
        }

        group?.LimitMemory(limits.MaxMemory);
        if (limits.MaxProcesses > 0) group?.LimitProcesses(limits.MaxProcesses);
        // Not under the lock: a directory of one user's own file system may be slow, and others need not wait for it.
        var error = process.Start(_starter, Prepare, out id);
        lock (_lock)
        {
            _starting.Remove(account);
            if (error == 0) _sessions[id] = new(owner, group, mark);
            else group?.Dispose();
            Arm();
            return error;
        }

        void Prepare(int started)
        {
            group?.Take(started);
            // A daemon leaves its session and its parent; the mark stays with it if there are no control groups.
            _ = mark.PutOn(started);
        }
    }

    public void Dispose() => _timer.Dispose();

    private int CountOf(CallerIdentity account) =>
        _starting.Count(starting => starting == account)
        + Collect().Count(entry => !entry.HasEnded && _sessions.TryGetValue(entry.Session, out var session)
        && session.Owner.Account == account);

    // Never again before it is due: a caller that creates without a pause would put the next look off for ever.
    private void Arm()
    {
        if (_isArmed || _sessions.Count == 0) return;
        _isArmed = _timer.Change(Every, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        List<(int Id, CreatedSession Session)> all;
        lock (_lock)
        {
            _isArmed = false;
            Collect();
            all = [.. _sessions.Select(session => (session.Key, session.Value))];
        }

        // Not under the lock: the check reads the accounts, and ending processes takes time. One at a time, or a process would be recorded
        // twice.
        if (Interlocked.Exchange(ref _hunting, 1) != 0) return;
        foreach (var (id, session) in all)
        {
            if (session.Owner.FindDenialReason?.Invoke() is not { } why) continue;
            session.Group?.Kill();
            var isOver = ProcessHunt.End(process => ShellMark.Read(process) == session.Mark || ProcessTable.Read(process)?.Session == id,
                table => ProcessTable.DescendantsOf(id, table), null,
                untilCertain: false, HuntLimit);
            if (!isOver) continue;
            // It has ended, and is a line of the process table until its parent asks: nobody looks at it after this.
            ChildProcess.CollectEnded(id);
            session.Owner.Ended?.Invoke(string.Create(CultureInfo.InvariantCulture, $"the process {id}"), why);
            lock (_lock)
            {
                if (_sessions.Remove(id)) session.Group?.Dispose();
            }
        }

        Volatile.Write(ref _hunting, 0);
    }

    // The number of a session is not reused while one process of it lives, its first one or another.
    private List<ProcessEntry> Collect()
    {
        lock (_lock)
        {
            foreach (var id in _sessions.Keys) ChildProcess.CollectEnded(id);
            var table = ProcessTable.Read();
            var living = table.Where(entry => !entry.HasEnded).Select(entry => entry.Session).ToHashSet();
            foreach (var (id, session) in _sessions.Where(session => !living.Contains(session.Key)).ToList())
            {
                _sessions.Remove(id);
                session.Group?.Dispose();
            }

            Arm();
            return table;
        }
    }
}
