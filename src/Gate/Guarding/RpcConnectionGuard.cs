using System.Globalization;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;
using Sekimori.Server.Rpc;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>The guard's points in one RPC connection.</summary>
internal sealed class RpcConnectionGuard(LiveGuard guard, GuardedConnection at, ValueTask connected) : IRpcConnectionGuard
{
    internal const int EptMap = 3;
    internal static readonly RpcInterface Mapper = InterfaceCatalogue.Find("epmapper")[0];

    // Interfaces that are evaluated again when an hour ends. A client binds one or two, a scanner all of them; a call of a further one is
    // evaluated by itself.
    private const int MostBound = 32;

    private readonly Lock _gate = new();
    private readonly List<Guid> _bound = [];
    private long _minute;
    private volatile Task? _auditDurable = connected.IsCompletedSuccessfully ? null : connected.AsTask();
    private RpcInterfaceInfo? _lastInfo;
    private RpcInterface _lastKnown = null!;
    private string _lastVersion = "";
    private int _proposals;

    /// <inheritdoc/>
    public Task AuditDurable => _auditDurable ?? Task.CompletedTask;

    /// <inheritdoc/>
    public bool MayBind(SyntaxId @interface, bool isAlter)
    {
        if (++_proposals == RpcAnomalies.ManyContexts + 1) RecordAnomaly("many_contexts");
        var now = guard.Now();
        var seen = new Observation
        {
            Time = now, Source = at.Source, Kind = ObservationKind.Bind, Client = at.Client, Server = at.Server,
            Transport = at.Transport,
            Interface = InterfaceCatalogue.Get(@interface.Uuid), Version = Version(@interface), IsAlter = isAlter,
            Facts = at.With(FactSet.Empty),
        };
        if (!Decide(seen, at.Facts(PolicyPoint.Bind, guard.Local(now)) with { Interface = @interface.Uuid })) return false;
        lock (_gate)
        {
            if (_bound.Count < MostBound && !_bound.Contains(@interface.Uuid)) _bound.Add(@interface.Uuid);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool MayAuthenticate(Caller caller, LogonClaim? claim)
    {
        var seen = Logons.Observe(guard.Now(), at, caller, claim);
        return Decide(seen, Logons.Ask(at, caller, guard.Local(seen.Time)));
    }

    /// <inheritdoc/>
    public bool MayStay(IReadOnlyList<Caller> callers)
    {
        var policy = guard.Policy.Current;
        if (!policy.IsTemporary) return true;
        var now = guard.Now();
        // Hours of a policy have minutes; an approval ends at any time.
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        if (!policy.AsksApprovers && minute == _minute) return true;
        _minute = minute;
        var time = guard.Local(now);
        if (!guard.Policy.Allows(policy, at.Facts(PolicyPoint.Connect, time)))
            return Decide(guard.Connection(at), at.Facts(PolicyPoint.Connect, time));
        foreach (var caller in callers)
        {
            var asked = Logons.Ask(at, caller, time);
            if (!guard.Policy.Allows(policy, asked)) return Decide(Logons.Observe(now, at, caller, null), asked);
        }

        Guid[] bound;
        lock (_gate) bound = [.. _bound];
        foreach (var id in bound)
        {
            var asked = at.Facts(PolicyPoint.Bind, time) with { Interface = id };
            if (guard.Policy.Allows(policy, asked)) continue;
            return Decide(new()
            {
                Time = now, Source = at.Source, Kind = ObservationKind.Bind, Client = at.Client, Server = at.Server,
                Transport = at.Transport,
                Interface = InterfaceCatalogue.Get(id),
            }, asked);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Refused(Refusal? refusal, LogonClaim? claim) =>
        Wait(guard.RecordAsync(Logons.Observe(guard.Now(), at, refusal, claim, Verdict.AccessDenied), isWritten: true));

    /// <inheritdoc/>
    public FactSet? FactsFor(RpcCall call)
    {
        Know(call.Interface);
        return guard.NeedsFacts(_lastKnown, call.Opnum) ? new() : null;
    }

    /// <inheritdoc/>
    public ValueTask AskAsync(RpcCall call, FactSet? facts)
    {
        Know(call.Interface);
        if (RpcAnomalies.OfCall(call.StubLength, call.Fragments) is { } anomaly) (facts ??= new()).Add(Fact.Anomaly, anomaly);
        var (seen, asked) = Describe(call, _lastKnown, _lastVersion, facts is { Count: > 0 } ? facts : FactSet.Empty);
        var verdict = guard.Evaluate(seen, asked);
        var told = guard.RecordAsync(seen, verdict);
        if (verdict.IsAllowed)
        {
            call.Guarded = verdict.Rule is { Action: PolicyAction.Limit } ? new LimitedCall(seen, verdict, asked) : seen;
            return told.IsCompletedSuccessfully ? told : RecordAsync(told);
        }
        Wait(guard.RecordAsync(Answer(seen, ObservationKind.Fault, FactSet.Empty, verdict.Status), isWritten: false));
        return told.IsCompletedSuccessfully ? throw Denial(verdict.Status) : DenyAsync(told, verdict.Status);
    }

    /// <inheritdoc/>
    public ValueTask AskFurtherAsync(RpcCall call, FactSet facts)
    {
        // What the call says of itself is evaluated with what it reaches: a rule may name both.
        var together = call.Guarded is { } before ? Seen(before).Facts.With(facts) : facts;
        // Not the connection's memory of its last interface: enumerations go on beside other calls.
        var (seen, asked) = Describe(call, InterfaceCatalogue.Get(call.Interface.Id.Uuid), Version(call.Interface.Id), together);
        var verdict = guard.Evaluate(seen, asked);
        // The call itself counts against a limit.
        if (verdict is { IsAllowed: true, Rule.Action: PolicyAction.Limit }) guard.Policy.Leave(verdict, asked);
        var told = guard.RecordAsync(seen, verdict);
        if (verdict.IsAllowed) return told.IsCompletedSuccessfully ? told : RecordAsync(told);
        return told.IsCompletedSuccessfully ? throw Denial(verdict.Status) : DenyAsync(told, verdict.Status);
    }

    /// <inheritdoc/>
    public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind)
    {
        if (call.Guarded is null) return null;
        var seen = Seen(call.Guarded);
        // The answer of our own mapper about one interface is not news: it is reported only if a rule needs it. A list of all of them is
        // what scanners want.
        if (kind == ObservationKind.Mapping && ReferenceEquals(seen.Interface, Mapper) && seen.Opnum == EptMap && !guard.NeedsMappings)
            return null;
        var facts = new FactSet();
        call.Guarded = new AnsweredCall(call.Guarded, kind, facts);
        return facts;
    }

    /// <inheritdoc/>
    public void Answered(RpcCall call, uint fault)
    {
        // Denied, or not evaluated: its end has been recorded.
        if (call.Guarded is not { } state) return;
        var answer = state as AnsweredCall;
        if (answer is not null) state = answer.Call;
        if (state is LimitedCall limited) guard.Policy.Leave(limited.Verdict, limited.Facts);
        var seen = Seen(state);
        guard.Count(at.Transport, guard.Now() - seen.Time);
        // An anomaly that the handler found: the reason of its fault, or a line of its own beside an answer.
        var isAnomaly = answer is { Kind: ObservationKind.Anomaly };
        if (fault != 0)
            Wait(guard.RecordAsync(Answer(seen, ObservationKind.Fault, isAnomaly ? answer!.Facts : FactSet.Empty, fault), isWritten: true));
        else if (answer is not null) Wait(guard.RecordAsync(Answer(seen, answer.Kind, answer.Facts, 0), isWritten: isAnomaly));
    }

    /// <inheritdoc/>
    public void Ended(AssociationEnd end) => RecordAnomaly(Describe(end));

    private void RecordAnomaly(string what)
    {
        var facts = new FactSet();
        facts.Add(Fact.Anomaly, what);
        Wait(
            guard.RecordAsync(new()
            {
                Time = guard.Now(), Source = at.Source, Kind = ObservationKind.Anomaly, Client = at.Client,
                Server = at.Server, Transport = at.Transport, Facts = facts
            }, isWritten: true));
    }

    private (Observation Seen, PolicyFacts Asked) Describe(RpcCall call, RpcInterface known, string version, FactSet facts)
    {
        var now = guard.Now();
        var caller = call.Caller;
        var seen = new Observation
        {
            Time = now, Source = at.Source, Kind = ObservationKind.Call, Client = at.Client, Server = at.Server,
            Transport = at.Transport,
            Account = caller.Account, Groups = RoleGroups.Of(caller), Scheme = Logons.Scheme(caller), Level = caller.Level,
            Interface = known, Version = version, Opnum = call.Opnum, CallId = call.CallId,
            Bytes = call.StubLength, Facts = at.With(facts),
        };
        return (seen, new()
        {
            Point = PolicyPoint.Call, Address = at.Address, Transport = at.Transport, Time = guard.Local(now), Account = caller.Account,
            Identity = caller.Identity, Groups = seen.Groups,
            Scheme = seen.Scheme, Level = caller.Level, Interface = known.Uuid, Opnum = call.Opnum,
            Clsid = Guid.TryParse(seen.Facts[Fact.Clsid], out var clsid) ? clsid : null, Class = seen.Facts[Fact.ClassName],
            Method = seen.Facts[Fact.Method], Target = at.Target?.Name, TargetPort = at.Target?.Port,
            Memo = at.Verdicts,
        });
    }

    private bool Decide(Observation seen, in PolicyFacts facts)
    {
        var verdict = guard.Evaluate(seen, facts);
        Wait(guard.RecordAsync(seen, verdict));
        return verdict.IsAllowed;
    }

    /// <summary>Completes when the connection's next replies may be sent.</summary>
    private void Wait(ValueTask task)
    {
        if (task.IsCompletedSuccessfully) return;
        lock (_gate) _auditDurable = _auditDurable is { IsCompletedSuccessfully: false } before
            ? Task.WhenAll(before, task.AsTask())
            : task.AsTask();
    }

    /// <summary>What cannot be recorded is not executed, and the client gets the same answer as if that had been known before.</summary>
    private static async ValueTask RecordAsync(ValueTask told)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (AuditUnavailableException wrong)
        {
            throw new RpcFaultException(LiveGuard.AuditUnavailable, wrong.Message);
        }
    }

    private static async ValueTask DenyAsync(ValueTask told, uint status)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (AuditUnavailableException)
        {
            // It is denied anyway; the missing record is logged as critical.
        }
        throw Denial(status);
    }

    private static RpcFaultException Denial(uint status) => new(status, "denied by the guard");

    private static Observation Seen(object guarded) =>
        guarded switch { LimitedCall limited => limited.Seen, AnsweredCall answered => Seen(answered.Call), _ => (Observation)guarded };

    private Observation Answer(Observation call, ObservationKind kind, FactSet facts, uint status) => new()
    {
        Time = guard.Now(), Source = at.Source, Kind = kind, Client = at.Client, Server = at.Server,
        Transport = at.Transport, Account = call.Account, Groups = call.Groups, Scheme = call.Scheme,
        Level = call.Level, Interface = call.Interface, Version = call.Version, Opnum = call.Opnum, CallId = call.CallId,
        Facts = at.With(facts), Status = status, Duration = guard.Now() - call.Time,
    };

    private void Know(RpcInterfaceInfo info)
    {
        if (ReferenceEquals(info, _lastInfo)) return;
        // An interface without a declaration is one that a client named: the catalogue does not grow by it.
        _lastKnown = info.Operations.Count == 0
            ? InterfaceCatalogue.Get(info.Id.Uuid)
            : InterfaceCatalogue.Add(info.Id.Uuid, info.Name, info.Operations);
        _lastVersion = Version(info.Id);
        _lastInfo = info;
    }

    private static string Version(SyntaxId id) => string.Create(CultureInfo.InvariantCulture, $"{id.Major}.{id.Minor}");

    // BadFragmentOrder as "bad_fragment_order": the names of anomalies in rules.
    private static string Describe(AssociationEnd end) =>
        string.Concat(
        end.ToString().Select((letter, at) =>
        char.IsAsciiLetterUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>A call that counts against a limit until it has ended.</summary>
    private sealed record LimitedCall(Observation Seen, Verdict Verdict, PolicyFacts Facts);

    /// <summary>A call whose answer is recorded.</summary>
    private sealed record AnsweredCall(object Call, ObservationKind Kind, FactSet Facts);
}
