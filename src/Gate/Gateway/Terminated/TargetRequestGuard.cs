using System.Globalization;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Audit;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Relay;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// The guard of one request that ends at the gate, and its record: the values that were read from the very document that goes on. The gate
/// has no classes of its own, so each class that the request names is evaluated here.
/// </summary>
internal sealed partial class TargetRequestGuard(
    GatewayDoor gateway, TerminatedSessions sessions, TargetObjects objects, GuardedConnection at, Caller caller, FactSet facts,
    string asked, TargetHost? target, SecurityContext? proof) : IWsManRequestGuard
{
    private readonly LiveGuard _guard = gateway.Guard;
    private readonly DateTimeOffset _begun = gateway.Guard.Now();
    // A caller that is being evaluated keeps the policy that it started with.
    private readonly CompiledPolicy _policy = gateway.Guard.Policy.Current;
    private ParsedRequest? _request;
    private long _bytes;
    private PolicyFacts _asked;
    private Verdict _verdict;
    private List<PolicyRule>? _counted;
    private bool _isEvaluated, _isRecorded;

    /// <summary>The session; null if the request is denied.</summary>
    public TerminatedSession? Session { get; private set; }

    /// <summary>The enumeration of a Pull, Release, Renew or GetStatus; null for others, and where the caller has none such.</summary>
    public TargetContext? Context { get; private set; }

    /// <inheritdoc/>
    public string Scope => target is null ? "" : $"{target.Name} {TargetOwner.Of(caller, target)}";

    /// <inheritdoc/>
    public async ValueTask<Fault?> EvaluateAsync(ParsedRequest request, int bytes)
    {
        (_request, _bytes, _isEvaluated) = (request, bytes, true);
        request.Describe(facts);
        ReadFacts.AddNames(facts, request);
        if (target is not null) facts.Add(Fact.TargetName, target.Name);
        var (classes, reachesOthers) = ClassesOf(request);
        foreach (var name in classes.Where(name => name != request.NamedClass)) facts.Add(Fact.ClassName, name);
        _asked = Logons.Ask(at, caller, _guard.Local(_begun)) with
        {
            Target = target?.Name ?? asked,
            TargetPort = target?.Settings.WsManPort(gateway.Settings.MapperPort),
        };
        // The logon may have been for another target of this connection; what counts against a limit counts at the call.
        if (!_guard.Policy.Allows(_policy, at.Facts(PolicyPoint.Connect, _asked.Time)))
            return Deny(new(false, null, Verdict.AccessDenied, _policy.Document.Audit));
        if (_guard.Policy.Evaluate(_asked) is { IsAllowed: false } logon) return Deny(logon);
        _asked = _asked with
        {
            Point = PolicyPoint.Call,
            Resource = Known(request.ResourceUri),
            Action = Known(request.Action),
            Method = request.NamedMethod
        };
        _verdict = EvaluateClasses(classes, reachesOthers);
        if (target is null) return Deny(new(false, GatewayRecords.NoTarget, Verdict.AccessDenied, _policy.Document.Audit));
        if (caller.Role == Role.None) return Deny(new(false, GatewayRecords.NoRole, Verdict.AccessDenied, _policy.Document.Audit));
        _verdict = _guard.DemandAudit(_guard.DemandRules(Observe(-1, default), _verdict));
        if (!_verdict.IsAllowed) return Deny(_verdict);
        return await EnterAsync(target).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Fault? Conclude() => null;

    /// <inheritdoc/>
    public string? FindDenialReason()
    {
        var policy = _guard.Policy.Current;
        return !policy.IsTemporary
            || _guard.Policy.Allows(policy, _asked with { Time = _guard.Local(_guard.Now()) }) ? null : LiveGuard.NoLonger;
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> EndAsync(WsManReply reply, ReadOnlyMemory<byte> envelope)
    {
        if (Session?.Links.Ends is { } ends) facts.Add(Fact.SourcePort, ends.Source.Port.ToString(CultureInfo.InvariantCulture));
        Session?.Leave();
        if (!_isEvaluated) ReadFacts.AddUnread(facts, reply.Request, envelope.Span);
        else if (_request!.IsResent) facts.Add(Fact.Resent, "true");
        _request ??= reply.Request;
        _bytes = envelope.Length;
        lock (_classes)
        {
            _isOver = true;
            if (_counted is not null) _guard.Policy.LeaveAll(_counted, _asked);
        }
        var seen = Observe(reply.HttpStatus, _guard.Now() - _begun);
        _guard.Count(at.Transport, seen.Duration);
        if (!_isEvaluated)
        {
            await _guard.RecordAsync(seen, isWritten: true).ConfigureAwait(false);
            return null;
        }
        if (!_verdict.IsAllowed) _guard.WriteDenial(seen, _verdict);
        return await RecordAsync(seen, _verdict is { IsAllowed: true, Audit: AuditDemand.Required } && _isRecorded
            ? _verdict with { Audit = AuditDemand.Line } : _verdict).ConfigureAwait(false);
    }

    private async ValueTask<Fault?> EnterAsync(TargetHost known)
    {
        if (sessions.Logon.FindProblem(caller, known, proof) is { } problem)
            return Deny(new(false, GatewayRecords.NotDelegated(problem), Verdict.AccessDenied, _policy.Document.Audit),
                DescribeRefusal(known));
        var (session, full) = sessions.Enter(caller, known, at, SessionKind.WsMan, _verdict, _asked, _policy, proof?.Delegated);
        if (session is null)
        {
            facts.Add(Fact.Text, full!);
            return Fault.Quota(full![..1].ToUpperInvariant() + full[1..] + ".");
        }
        Session = session;
        facts.Add(Fact.Session, session.Entry.Id);
        if (!await session.Opened.ConfigureAwait(false))
            return Deny(_verdict with { IsAllowed = false, Status = LiveGuard.AuditUnavailable });
        // Before anything goes to the target, so that nothing is done without a record; the outcome is another one.
        if (_verdict.Audit != AuditDemand.Required) return null;
        var unrecorded = await RecordAsync(Observe(-1, default, facts.Copy()), _verdict).ConfigureAwait(false);
        _isRecorded = unrecorded is null;
        return unrecorded;
    }

    private (IReadOnlyList<string> Classes, bool ReachesOthers) ClassesOf(ParsedRequest request)
    {
        if (request.Body is not RelayedBody body) return ([], false);
        if (body.Read is not PullBody pull) return (body.Classes, body.ReachesOthers);
        // What an enumeration gives is what its Enumerate asked for.
        Context = target is null ? null : objects.FindContext(TargetOwner.Of(caller, target), target, pull.Context, request.ResourceUri);
        return Context is { } open ? (open.Classes, open.ReachesOthers) : (body.Classes, false);
    }

    /// <summary>The strictest verdict on all classes: one that is denied denies the request.</summary>
    private Verdict EvaluateClasses(IReadOnlyList<string> classes, bool reachesOthers)
    {
        // Rules about classes cannot be evaluated where the request does not say which classes it reaches.
        if (reachesOthers && _policy.LooksAtClasses && !_policy.Document.IsDryRun)
            return new(false, UnknownClasses, Verdict.AccessDenied, _policy.Document.Audit);
        if (classes.Count == 0) return _guard.Policy.Evaluate(_policy, _asked, ref _counted);
        Verdict? strictest = null;
        foreach (var name in classes)
        {
            var verdict = _guard.Policy.Evaluate(_policy, _asked with { Class = name }, ref _counted);
            if (strictest is not { } before)
            {
                strictest = verdict;
                continue;
            }
            var audit = verdict.Audit > before.Audit ? verdict.Audit : before.Audit;
            strictest = (before.IsAllowed && (!verdict.IsAllowed || verdict.WouldDeny) ? verdict : before) with { Audit = audit };
        }
        _asked = _asked with { Class = classes[0] };
        return strictest!.Value;
    }

    private static readonly PolicyRule UnknownClasses = new()
    {
        Name = "the query may reach classes that it does not name", Action = PolicyAction.Deny
    };

    // One text for what is not listed and what is denied: nobody learns which names are targets.
    private Fault Deny(Verdict verdict, string? why = null)
    {
        _verdict = verdict;
        return Fault.AccessDenied(why ?? LiveGuard.Denied(verdict)) with { Number = verdict.Status };
    }

    // The policy allows this caller: it may know what it lacks. What the gate lacks is in the gate's log.
    private string DescribeRefusal(TargetHost known) => proof is null
        ? $"The gate acts for its callers at the target {known.Name}, which a logon by {caller.Scheme} does not allow: log on by Kerberos."
        : $"The gate acts for its callers at the target {known.Name}, and cannot with this ticket: it must be forwardable, its account " +
        "not sensitive. The log of the gate has the reason.";

    private async ValueTask<Fault?> RecordAsync(Observation seen, Verdict verdict)
    {
        try
        {
            await _guard.RecordAsync(seen, verdict).ConfigureAwait(false);
            return null;
        }
        catch (AuditUnavailableException)
        {
            return Deny(verdict with
            {
                IsAllowed = false,
                Status = verdict.IsAllowed ? LiveGuard.AuditUnavailable : verdict.Status
            });
        }
    }

    private Observation Observe(long status, TimeSpan duration, FactSet? copy = null)
    {
        if (target is null && !facts.Has(Fact.Asked)) facts.Add(Fact.Asked, asked);
        return new()
        {
            Time = _begun, Source = ObservationSource.Gateway, Kind = ObservationKind.Request, Client = at.Client,
            Server = Session?.Links.Ends is { } ends ? Endpoint.From(ends.Remote) : at.Server, Transport = at.Transport,
            Account = caller.Account, Groups = RoleGroups.Of(caller), Scheme = Logons.Scheme(caller), Level = caller.Level,
            Resource = _request?.ResourceUri ?? "", Action = _request?.Action ?? "", Facts = copy ?? facts, Bytes = _bytes, Status = status,
            Duration = duration,
        };
    }

    private static string? Known(string text) => text.Length > 0 ? text : null;
}
