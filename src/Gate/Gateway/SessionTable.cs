using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Security;

namespace Sekimori.Gate.Gateway;

/// <summary>
/// The open sessions: how many there may be, and whether each may stay. A session ends within five seconds when its account, its rule or
/// its target goes. Thread-safe.
/// </summary>
internal sealed class SessionTable : IDisposable
{
    // What must end within five seconds is looked for often enough to leave room for a busy machine.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private const string Stops = "the gate stops";

    // The bytes on disk are at most this old when a server is killed.
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(10);

    private readonly GatewaySettings _settings;
    private readonly LiveGuard _guard;
    private readonly CallerWatch _watch;
    private readonly TargetTable _targets;
    private readonly SessionJournal _journal;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<string, GatewaySession> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<CallerIdentity, int> _perAccount = [];
    private readonly Lock _gate = new();
    private int _count;
    private int _isLooking;
    private bool _isStopping;
    private long _minute;
    private DateTimeOffset _noted;

    public SessionTable(GatewaySettings settings, LiveGuard guard, CallerWatch watch, TargetTable targets, SessionJournal journal,
        ILogger logger, TimeProvider clock)
    {
        (_settings, _guard, _watch, _targets, _journal, _logger) = (settings, guard, watch, targets, journal, logger);
        _timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Takes a place for a session.</summary>
    /// <returns>Why there is none; null if it was taken, and must be given back by <see cref="Leave"/>.</returns>
    public string? TryEnter(GatewaySession session)
    {
        // A connection outlives its account by some seconds: what would end at the next look is not begun.
        if (_watch.FindDenialReason(session.Caller) is { } standing) return standing;
        lock (_gate)
        {
            if (_isStopping) return Stops;
            var own = _perAccount.GetValueOrDefault(session.Caller.Identity);
            if (own >= _settings.SessionsPerAccount)
                return $"limit reached: this account has {own} open sessions (gateway: sessions-per-account)";
            if (_count >= _settings.Sessions) return $"limit reached: the gateway has {_count} open sessions (gateway: sessions)";
            _count++;
            _perAccount[session.Caller.Identity] = own + 1;
            _open[session.Id] = session;
        }
        return null;
    }

    /// <summary>A session has come to nothing: it was refused after it had taken its place.</summary>
    public void Leave(GatewaySession session)
    {
        GivePlaceBack(session);
        Remove(session);
    }

    /// <summary>A session has ended: gives its place back, and records its end.</summary>
    /// <param name="session">The session.</param>
    /// <param name="otherwise">Why, if nothing has ended it before.</param>
    /// <exception cref="Sekimori.Storage.Audit.AuditUnavailableException">The audit log cannot be written.</exception>
    public async Task EndedAsync(GatewaySession session, string otherwise)
    {
        session.NoteEnd(otherwise);
        GivePlaceBack(session);
        // Its note is a file.
        await PoolThread.Enter();
        try
        {
            // Nothing waits for this record: what it tells of has happened.
            var demand = session.Verdict.Audit == AuditDemand.None ? AuditDemand.None : AuditDemand.Line;
            await _guard.RecordAsync(
                GatewayRecords.Of(_guard.Now(), session, "ended", session.EndReason), session.Verdict with { Audit = demand })
                .ConfigureAwait(false);
            Forget(session);
        }
        finally
        {
            Remove(session);
        }
    }

    /// <summary>Writes the note of a session. A disk that is full must not end it: the audit log decides about that.</summary>
    public void Note(GatewaySession session)
    {
        try
        {
            lock (session.Noting)
            {
                // The note of a session that has ended would be told as cut at the next start.
                if (session.Over.IsCompleted || session.IsForgotten) return;
                session.IsNoted = true;
                _journal.Write(SessionNote.Of(session, _guard.Now()));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.SessionNotNoted(session.Id, failure.Message);
        }
    }

    /// <summary>Ends all, and lets no new one in.</summary>
    public void EndAll()
    {
        lock (_gate) _isStopping = true;
        foreach (var session in _open.Values) session.End(Stops);
    }

    /// <summary>Waits until every session's end is on record, for a while: the log is closed afterwards.</summary>
    /// <param name="within">How long.</param>
    public async Task WaitAsync(TimeSpan within)
    {
        var all = Task.WhenAll(_open.Values.Select(session => session.Over));
        await Task.WhenAny(all, Task.Delay(within, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Ends the sessions that may not stay.</summary>
    public void Look()
    {
        // A look that takes longer than a second, on a slow disk, is not started twice.
        if (Interlocked.Exchange(ref _isLooking, 1) != 0) return;
        try
        {
            TakeEndings();
            var now = _guard.Now();
            var minute = now.Ticks / TimeSpan.TicksPerMinute;
            var isNewMinute = minute != _minute;
            _minute = minute;
            var notes = now - _noted >= NoteEvery;
            if (notes) _noted = now;
            foreach (var session in _open.Values)
            {
                if (FindEndReason(session, isNewMinute) is { } why)
                {
                    _watch.Ended(session.Caller, $"the session {session.Id} to {session.Target.Name}:{session.Port}", why);
                    session.End(why);
                }
                // A connection of RPC often ends before it is noted.
                else if ((notes || !session.IsNoted) && session.Remote is not null && session.EndReason is null) Note(session);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.SessionsNotRead(failure.Message);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void GivePlaceBack(GatewaySession session)
    {
        lock (_gate)
        {
            if (!session.TryLeave()) return;
            _count--;
            if (--_perAccount[session.Caller.Identity] == 0) _perAccount.Remove(session.Caller.Identity);
        }
    }

    private void Remove(GatewaySession session)
    {
        _open.TryRemove(session.Id, out _);
        session.NoteOver();
    }

    private void Forget(GatewaySession session)
    {
        try
        {
            lock (session.Noting)
            {
                session.IsForgotten = true;
                if (session.IsNoted) _journal.Remove(session.Id);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.SessionNotNoted(session.Id, failure.Message);
        }
    }

    private void TakeEndings()
    {
        foreach (var (id, who) in _journal.TakeEndings())
        {
            if (!_open.TryGetValue(id, out var session)) continue;
            session.End($"ended by {(who.Length > 0 ? who : "an administrator")} (sekimori sessions end)");
        }
    }

    private string? FindEndReason(GatewaySession session, bool isNewMinute)
    {
        if (session.EndReason is not null) return null;
        if (!_targets.Contains(session.Target) || (!session.IsTerminated && !session.Target.Settings.HasPort(session.Port)))
            return "the target is no longer in the settings";
        if (_watch.FindDenialReason(session.Caller) is { } standing) return standing;
        if (FindTimeReason(session) is { } late) return late;
        if (!_guard.DemandAudit(session.Verdict).IsAllowed) return "the audit log cannot be written";
        return FindPolicyReason(session, isNewMinute);
    }

    private string? FindTimeReason(GatewaySession session)
    {
        if (session.Until is { } until && _guard.Now() >= until) return "its time is over";
        var now = Environment.TickCount64;
        if (session.PartialSince is > 0 and var since && now - since > _settings.PduTimeout.TotalMilliseconds)
            return $"a PDU was not whole within {_settings.PduTimeout}";
        // A logon with a time of its own needs no connection.
        if (session is { Kind: SessionKind.Login, IdleLimit: null }) return null;
        if (now - session.Active <= (session.IdleLimit ?? _settings.IdleTimeout).TotalMilliseconds) return null;
        return session.IdleLimit is { } limit
            ? $"no sign of life for {limit}"
            : $"no byte for {_settings.IdleTimeout} (gateway: idle-timeout)";
    }

    // A policy is evaluated again when it is another one, or at another minute of its hours. Limits count a session once.
    private string? FindPolicyReason(GatewaySession session, bool isNewMinute)
    {
        var policy = _guard.Policy.Current;
        // What RPC binds may be allowed by an approval, whatever opened its session.
        var asks = session.Verdict.Request > 0 || (policy.AsksApprovers && session.Kind is SessionKind.Login or SessionKind.Rpc);
        if (ReferenceEquals(policy, session.Evaluated) && !(isNewMinute && policy.LooksAtTime) && !asks) return null;
        session.Evaluated = policy;
        foreach (var asked in session.Questions(_guard.Local(_guard.Now())))
        {
            if (!_guard.Policy.Allows(policy, asked))
                return session.Verdict.Request > 0 ? $"the approval of request {session.Verdict.Request} has ended"
                    : policy.LooksAtTime ? LiveGuard.NoLonger : "the policy no longer allows it";
        }
        return null;
    }
}
