using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Security.Kerberos;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>The sessions whose requests end at the gate. Thread-safe.</summary>
internal sealed class TerminatedSessions(GatewayDoor gateway, SessionLinks links, TargetObjects objects)
{
    // Clients of WS-Management open a connection for each few requests. A session without anything open is over when none came for this
    // long.
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(CallerIdentity Owner, string Address, TargetHost Target, SessionKind Kind), TerminatedSession> _open = [];
    private readonly Lock _gate = new();

    /// <summary>Who the gate is at targets.</summary>
    public TargetLogon Logon => links.Logon;

    /// <summary>Called when a session has ended, before its connections are closed.</summary>
    public Func<TerminatedSession, Task>? Ending { get; set; }

    /// <summary>The session of a request, opened where there is none. The caller leaves it when the request has ended.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The target.</param>
    /// <param name="at">Its connection.</param>
    /// <param name="kind">WS-Management, or WMI.</param>
    /// <param name="verdict">The verdict on the request.</param>
    /// <param name="asked">What the policy was asked.</param>
    /// <param name="policy">Which policy.</param>
    /// <param name="delegated">What the caller's logon lets the gate do in its name; null if nothing.</param>
    /// <returns>The session; or why there is none.</returns>
    public (TerminatedSession? Session, string? Refusal) Enter(
        Caller caller, TargetHost target, GuardedConnection at, SessionKind kind, in Verdict verdict, in PolicyFacts asked,
        CompiledPolicy policy, DelegatedCredential? delegated = null)
    {
        var owner = TargetOwner.Of(caller, target);
        var key = (owner, at.Client.AddressText, target, kind);
        lock (_gate)
        {
            if (_open.TryGetValue(key, out var known) && !known.IsOver && known.Entry.EndReason is null)
            {
                if (delegated is not null) known.Delegation?.Offer(delegated);
                (known.Entry.Facts, known.Entry.Verdict, known.Entry.Evaluated) = (asked, verdict, policy);
                known.Enter();
                return (known, null);
            }
            var entry = new GatewaySession
            {
                Id = SessionJournal.NewId(), At = at, Caller = caller, Target = target,
                Port = target.Settings.WsManPort(gateway.Settings.MapperPort) ?? gateway.Settings.MapperPort,
                Verdict = verdict, Facts = asked, Begun = gateway.Guard.Now(), Evaluated = policy, Active = Environment.TickCount64,
                Kind = kind, As = links.Logon.Describe(caller, target, delegated),
            };
            if (gateway.Sessions.TryEnter(entry) is { } full) return (null, full);
            var made = links.Make(entry, owner, delegated, OpenAsync(entry));
            // `sessions end`, a removed account, another policy: the table ends the entry, and that ends the session.
            entry.Ending.UnsafeRegister(_ => Task.Run(() => EndAsync(made)), null);
            made.Enter();
            _open[key] = made;
            return (made, null);
        }
    }

    /// <summary>Ends the sessions that nobody uses any more.</summary>
    public void Sweep()
    {
        TerminatedSession[] all;
        lock (_gate) all = [.. _open.Values];
        var used = objects.FindSessions();
        foreach (var session in all)
        {
            if (session.Busy > 0 || Environment.TickCount64 - session.Entry.Active < Linger.TotalMilliseconds
                || used.Contains(session) || session.Links.IsUsed)
                continue;
            session.Entry.End("no request, and nothing open");
        }
    }

    private async Task<bool> OpenAsync(GatewaySession entry)
    {
        try
        {
            await gateway.Guard.RecordAsync(GatewayRecords.Of(gateway.Guard.Now(), entry, "opened", null), entry.Verdict)
                .ConfigureAwait(false);
            gateway.Sessions.Note(entry);
            return true;
        }
        catch (AuditUnavailableException)
        {
            entry.End("the audit log cannot be written");
            return false;
        }
    }

    private async Task EndAsync(TerminatedSession session)
    {
        if (!session.TryEnd()) return;
        var entry = session.Entry;
        lock (_gate)
        {
            var key = (session.Owner, entry.At.Client.AddressText, entry.Target, entry.Kind);
            if (_open.TryGetValue(key, out var open) && open == session) _open.Remove(key);
        }
        if (Ending is { } ending) await ending(session).ConfigureAwait(false);
        session.NoteClosed();
        session.Links.Dispose();
        await gateway.Sessions.EndedAsync(entry, "ended").ConfigureAwait(false);
    }
}
