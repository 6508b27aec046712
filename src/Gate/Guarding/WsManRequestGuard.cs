using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Audit;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Guarding;

/// <summary>
/// The guard of one WS-Management request and its record: the values that the service read and executes, and the classes that the object
/// manager made of them. Thread-safe, since an enumeration may ask while its request ends.
/// </summary>
internal sealed partial class WsManRequestGuard(LiveGuard guard, GuardedConnection at, Caller caller, FactSet head) : IWsManRequestGuard
{
    private readonly DateTimeOffset _begun = guard.Now();
    private readonly Lock _gate = new();
    // A caller that is being evaluated keeps the policy that it started with.
    private readonly CompiledPolicy _policy = guard.Policy.Current;
    private FactSet _facts = head;
    private ParsedRequest? _request;
    private long _bytes;
    private PolicyFacts _asked;
    private Verdict _verdict;
    private Verdict? _denial;
    private List<PolicyRule>? _counted;
    private bool _isRecorded, _isOver;

    /// <inheritdoc/>
    public ValueTask<Fault?> EvaluateAsync(ParsedRequest request, int bytes)
    {
        (_request, _bytes) = (request, bytes);
        request.Describe(_facts);
        _asked = new()
        {
            Point = PolicyPoint.Call, Address = at.Address, Transport = at.Transport, Time = guard.Local(_begun), Account = caller.Account,
            Identity = caller.Identity, Groups = RoleGroups.Of(caller),
            Scheme = Logons.Scheme(caller), Level = caller.Level, Resource = Known(request.ResourceUri), Action = Known(request.Action),
            IsOpen = request.AsksForClasses && _policy.LooksAtClasses, Memo = at.Verdicts,
        };
        _verdict = guard.Policy.Evaluate(_policy, _asked, ref _counted);
        // Rules check classes and methods, too: they are asked once these are known.
        if (guard.HasDenials && !request.AsksForClasses) _verdict = guard.DemandRules(Observe(_facts, -1, default), _verdict);
        _verdict = guard.DemandAudit(_verdict);
        // Before anything is executed, so that nothing is executed without a record; the outcome is another record.
        return _verdict is { IsAllowed: true, Audit: AuditDemand.Required } && !request.AsksForClasses
            ? EvaluateRecordedAsync()
            : new(Refusal(_verdict));
    }

    private async ValueTask<Fault?> EvaluateRecordedAsync()
    {
        await RecordAsync(_verdict, _facts.Copy()).ConfigureAwait(false);
        return Refusal(_verdict);
    }

    private static Fault? Refusal(in Verdict verdict) =>
        verdict.IsAllowed ? null : Fault.AccessDenied(LiveGuard.Denied(verdict)) with { Number = verdict.Status };

    /// <inheritdoc/>
    public Fault? Conclude()
    {
        lock (_gate)
        {
            if (_facts.Has(Fact.ClassName) || _denial is not null) return null;
            _asked = _asked with { IsOpen = false };
            Take(Rate(null, null, isFurther: false));
            return _denial is { } denial ? Refusal(denial) : null;
        }
    }

    /// <inheritdoc/>
    public string? FindDenialReason()
    {
        // The policy in effect now, which may have been replaced since: the next request would meet it.
        var policy = guard.Policy.Current;
        if (!policy.IsTemporary) return null;
        PolicyFacts facts;
        lock (_gate) facts = _asked;
        return guard.Policy.Allows(policy, facts with { Time = guard.Local(guard.Now()) }) ? null : LiveGuard.NoLonger;
    }

    /// <inheritdoc/>
    public ValueTask<Fault?> EndAsync(WsManReply reply, ReadOnlyMemory<byte> envelope)
    {
        var seen = Close(reply, envelope, out var verdict);
        if (_counted is not null) guard.Policy.LeaveAll(_counted, _asked);
        guard.Count(at.Transport, seen.Duration);
        if (verdict is not { } decided) return Recorded(guard.RecordAsync(seen, isWritten: true), null);
        if (!decided.IsAllowed) guard.WriteDenial(seen, decided);
        if (_isRecorded && decided is { IsAllowed: true, Audit: AuditDemand.Required }) decided = decided with { Audit = AuditDemand.Line };
        return Recorded(guard.RecordAsync(seen, decided), decided);
    }

    /// <summary>The observation of the whole request, and the verdict on it; no verdict on what could not be read.</summary>
    private Observation Close(WsManReply reply, ReadOnlyMemory<byte> envelope, out Verdict? verdict)
    {
        verdict = null;
        lock (_gate)
        {
            _isOver = true;
            if (_request is null) ReadFacts.AddUnread(_facts, reply.Request, envelope.Span);
            else
            {
                if (!_facts.Has(Fact.ClassName)) ReadFacts.AddNames(_facts, _request);
                if (_request.IsResent) _facts.Add(Fact.Resent, "true");
                // A listing omits what is denied, and is answered.
                verdict = _denial is { } denial && reply.Fault?.Subcode == FaultSubcode.AccessDenied ? denial : _verdict;
            }
            _request ??= reply.Request;
            _bytes = envelope.Length;
            var seen = Observe(_facts, reply.HttpStatus, guard.Now() - _begun);
            // An enumeration may keep this guard for its next questions: it must not keep what the request held.
            (_facts, _request) = (FactSet.Empty, null);
            return seen;
        }
    }

    // Mostly the record is only queued, and nobody waits.
    private static ValueTask<Fault?> Recorded(ValueTask record, in Verdict? verdict) =>
        record.IsCompletedSuccessfully ? default : WaitAsync(record, verdict);

    private static async ValueTask<Fault?> WaitAsync(ValueTask record, Verdict? verdict)
    {
        try
        {
            await record.ConfigureAwait(false);
            return null;
        }
        catch (AuditUnavailableException) when (verdict is { } decided)
        {
            var number = decided.IsAllowed ? LiveGuard.AuditUnavailable : decided.Status;
            return Fault.AccessDenied(LiveGuard.Denied(decided)) with { Number = number };
        }
    }

    /// <summary>Records what is about to be executed.</summary>
    private async ValueTask RecordAsync(Verdict verdict, FactSet facts)
    {
        try
        {
            await guard.RecordAsync(Observe(facts, -1, default), verdict).ConfigureAwait(false);
            _isRecorded = true;
        }
        catch (AuditUnavailableException)
        {
            _verdict = verdict with { IsAllowed = false, Status = LiveGuard.AuditUnavailable };
        }
    }

    private Observation Observe(FactSet facts, long status, TimeSpan duration) => new()
    {
        Time = _begun, Source = ObservationSource.Server, Kind = ObservationKind.Request, Client = at.Client, Server = at.Server,
        Transport = at.Transport, Account = caller.Account,
        Groups = RoleGroups.Of(caller), Scheme = Logons.Scheme(caller), Level = caller.Level, Resource = _request?.ResourceUri ?? "",
        Action = _request?.Action ?? "", Facts = facts, Bytes = _bytes,
        Status = status, Duration = duration,
        // Over HTTP only message encryption makes it private.
        IsSealed = at.Transport == Transport.Http && caller.Level == ProtectionLevel.Privacy,
    };

    private static string? Known(string text) => text.Length > 0 ? text : null;
}
