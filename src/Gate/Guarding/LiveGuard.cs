using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Detection.Sigma;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Server.Listening;
using Sekimori.Server.Rpc;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>
/// The guard of a running server. Every connection, bind, logon, call and request becomes an <see cref="Observation"/>, of the same form as
/// from captures. The policy and the Sigma rules that deny evaluate it; the verdict goes to the audit log, the observation to the other
/// rules. Thread-safe.
/// </summary>
internal sealed class LiveGuard : IRpcGuard, IAsyncDisposable
{
    /// <summary>ERROR_LOG_FILE_FULL ([MS-ERREF] 2.2): the status of calls that are denied while the audit log cannot be written.</summary>
    public const uint AuditUnavailable = 1502;

    private static readonly PolicyRule AllowList = new() { Name = "allow list", Action = PolicyAction.Deny };
    private static readonly PolicyRule WithoutAudit = new()
    {
        Name = "the audit log cannot be written", Action = PolicyAction.Deny, Status = AuditUnavailable
    };

    private readonly LiveGuardOptions _options;
    private readonly ILogger<LiveGuard> _logger;
    private readonly TimeProvider _clock;
    private readonly ObservationPump _pump;
    private readonly DenialLog _denials;
    private readonly ConcurrentDictionary<(RpcInterface, int), bool> _detectionNeeds = new();

    /// <summary>A guard without observations.</summary>
    public LiveGuard(LiveGuardOptions options, ILogger<LiveGuard> logger, TimeProvider clock)
    {
        (_options, _logger, _clock) = (options, logger, clock);
        _pump = new(options, logger, clock);
        _denials = new(logger, clock);
        NeedsMappings = options.Detection?.CanMatch(
            ObservationKind.Mapping, RpcConnectionGuard.Mapper, RpcConnectionGuard.EptMap, Fact.Entries, Fact.MappedInterface, Fact.Binding)
            ?? false;
    }

    /// <summary>The policy that holds now.</summary>
    public PolicyHolder Policy => _options.Policy;

    /// <summary>Observations waiting to be evaluated.</summary>
    public int Waiting => _pump.Waiting;

    /// <inheritdoc/>
    public IRpcConnectionGuard? Admit(IPEndPoint? remote, IPEndPoint? local)
    {
        var at = GuardedConnection.Of(remote, local, remote is null ? Transport.Local : Transport.Tcp);
        return Connect(at, out var auditDurable) ? new RpcConnectionGuard(this, at, auditDurable) : null;
    }

    /// <inheritdoc/>
    public ValueTask NotAdmittedAsync(IPEndPoint? remote, IPEndPoint? local) =>
        NotAdmittedAsync(remote, local, remote is null ? Transport.Local : Transport.Tcp);

    /// <summary>Records a connection that the allow list denied before the policy was evaluated.</summary>
    /// <param name="remote">The client's address.</param>
    /// <param name="local">The server's address.</param>
    /// <param name="transport">How.</param>
    public ValueTask NotAdmittedAsync(IPEndPoint? remote, IPEndPoint? local, Transport transport)
    {
        var at = GuardedConnection.Of(remote, local, transport);
        var seen = new Observation
        {
            Time = Now(), Source = ObservationSource.Server, Kind = ObservationKind.Connect, Client = at.Client, Server = at.Server,
            Transport = at.Transport
        };
        return RecordAsync(seen, new Verdict(false, AllowList, Verdict.AccessDenied, Policy.Current.Document.Audit));
    }

    /// <summary>
    /// Records a connection that was closed because a limit or budget was reached: once per peer in a while, not for each connection.
    /// </summary>
    /// <param name="remote">The client's address.</param>
    /// <param name="local">The server's address.</param>
    /// <param name="transport">How.</param>
    /// <param name="cause">What was exhausted.</param>
    public ValueTask OverLimitAsync(EndPoint? remote, EndPoint? local, Transport transport, RefusalCause cause)
    {
        var isLocal = remote is not IPEndPoint;
        var at = GuardedConnection.Of(PlainEndPoint.Of(remote), PlainEndPoint.Of(local), isLocal ? Transport.Local : transport);
        var facts = new FactSet();
        facts.Add(Fact.Anomaly, cause is RefusalCause.Memory or RefusalCause.MemoryOfPeer ? "memory_limit" : "connection_limit");
        facts.Add(Fact.Text, cause.ToString());
        return RecordAsync(new()
        {
            Time = Now(), Source = ObservationSource.Server, Kind = ObservationKind.Anomaly, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Facts = facts
        }, isWritten: true);
    }

    /// <summary>
    /// Records a change of settings: what applies now, and the reason. Completes when the record is durable, so that a confirmed change is
    /// always recorded.
    /// </summary>
    /// <param name="what">"policy", "settings", "accounts" …</param>
    /// <param name="detail">In words.</param>
    public async ValueTask ChangedAsync(string what, string detail)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, what);
        facts.Add(Fact.Text, detail);
        var seen = new Observation
        {
            Time = Now(), Source = ObservationSource.Server, Kind = ObservationKind.Change, Client = Endpoint.None, Server = Endpoint.None,
            Transport = Transport.Local, Facts = facts
        };
        try
        {
            if (_options.Audit is { } audit) await audit.AppendAsync(AuditLine.Members(seen)).ConfigureAwait(false);
        }
        catch (AuditUnavailableException wrong)
        {
            _logger.ChangeNotRecorded(what, wrong.Message);
        }
        await _pump.AddAsync(new(seen, null, false)).ConfigureAwait(false);
    }

    /// <summary>Waits until every observation has been evaluated.</summary>
    public ValueTask DisposeAsync() => _pump.DisposeAsync();

    /// <summary>True if a rule needs the answers of the mapper about single interfaces.</summary>
    internal bool NeedsMappings { get; }

    /// <summary>True if the policy, the audit log or a rule uses the arguments of an operation. If none does, no facts are made.</summary>
    internal bool NeedsFacts(RpcInterface known, int opnum)
    {
        if (Policy.Current.NeedsArguments) return true;
        if (_options.Detection is not { } detection) return false;
        // As many as there are operations that we serve.
        return _detectionNeeds.GetOrAdd((known, opnum), static (key, detection) =>
            detection.CanMatch(ObservationKind.Call, key.Item1, key.Item2, Enum.GetValues<Fact>()), detection);
    }

    internal DateTimeOffset Now() => _clock.GetUtcNow();

    /// <summary>The first point: address and transport are known.</summary>
    /// <param name="at">The connection.</param>
    /// <param name="auditDurable">Completes when a reply on the connection may be sent.</param>
    internal bool Connect(GuardedConnection at, out ValueTask auditDurable)
    {
        var seen = Connection(at);
        var verdict = Evaluate(seen, at.Facts(PolicyPoint.Connect, Local(seen.Time)));
        auditDurable = RecordAsync(seen, verdict);
        return verdict.IsAllowed;
    }

    internal Observation Connection(GuardedConnection at) =>
        new()
        {
            Time = Now(), Source = at.Source, Kind = ObservationKind.Connect, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Facts = at.With(FactSet.Empty)
        };

    /// <summary>
    /// The verdict on an observation: the policy, then the Sigma rules that deny, then whether the audit log can be written.
    /// </summary>
    internal Verdict Evaluate(Observation seen, in PolicyFacts facts)
    {
        var verdict = Policy.Evaluate(facts);
        var held = DemandAudit(DemandRules(seen, verdict));
        if (verdict.IsAllowed && !held.IsAllowed) Policy.Leave(verdict, facts);
        if (!held.IsAllowed) WriteDenial(seen, held);
        return held;
    }

    /// <summary>The verdict on a part of a connection, which a rule that limits counts once.</summary>
    /// <param name="seen">The part.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="counted">The rules that have counted the connection (<see cref="PolicyHolder.LeaveAll"/>).</param>
    internal Verdict Evaluate(Observation seen, in PolicyFacts facts, ref List<PolicyRule>? counted)
    {
        var verdict = DemandAudit(DemandRules(seen, Policy.Evaluate(Policy.Current, facts, ref counted)));
        if (!verdict.IsAllowed) WriteDenial(seen, verdict);
        return verdict;
    }

    /// <summary>True if any rule denies.</summary>
    internal bool HasDenials => _options.Detection is { HasDenials: true };

    /// <summary>The verdict, unless a Sigma rule denies what it allows.</summary>
    internal Verdict DemandRules(Observation seen, in Verdict verdict) =>
        verdict.IsAllowed && HasDenials && _options.Detection!.Denies(seen) is { } rule
        ? new(false, Denial(rule), Verdict.AccessDenied, AuditDemand.Line > verdict.Audit ? AuditDemand.Line : verdict.Audit)
        : verdict;

    /// <summary>The verdict, unless it allows what must be recorded and cannot be.</summary>
    internal Verdict DemandAudit(in Verdict verdict) =>
        verdict is { IsAllowed: true, Audit: not AuditDemand.None } && _options.Audit?.Failure is not null
        && Policy.Current.Document is { RefusesWithoutAudit: true, IsDryRun: false }
            ? new(false, WithoutAudit, AuditUnavailable, verdict.Audit)
            : verdict;

    /// <summary>Logs a denial.</summary>
    internal void WriteDenial(Observation seen, in Verdict verdict) => _denials.Write(seen, verdict);

    /// <summary>The reason for ending what was allowed at another hour, or by an approval.</summary>
    internal const string NoLonger = "the policy no longer allows it, or not at this hour";

    /// <summary>Why it is denied, for a caller whose request waits for an approver.</summary>
    internal static string NotApproved(in Verdict verdict) =>
        string.Create(CultureInfo.InvariantCulture, $"request {verdict.Request} has not been approved");

    /// <summary>The text of a fault for a request that is denied.</summary>
    internal static string Denied(in Verdict verdict) =>
        verdict.Request > 0 ? $"Denied by policy: {NotApproved(verdict)}." : "Denied by policy.";

    /// <summary>Records that something of a caller was ended.</summary>
    /// <param name="caller">Whose it was.</param>
    /// <param name="what">What, in words.</param>
    /// <param name="why">Why.</param>
    public ValueTask EndedAsync(Caller caller, string what, string why)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, "ended");
        facts.Add(Fact.Text, $"{what}: {why}");
        return RecordAsync(new()
        {
            Time = Now(), Source = ObservationSource.Server, Kind = ObservationKind.Change, Client = Endpoint.From(caller.Remote),
            Server = Endpoint.None,
            Transport = caller.Remote is null ? Transport.Local : Transport.Tcp, Account = caller.Account, Groups = RoleGroups.Of(caller),
            Scheme = Logons.Scheme(caller), Facts = facts,
        }, isWritten: true);
    }

    /// <summary>
    /// Queues the audit record. Completes when the reply may be sent: immediately, or when the record is durable if the policy requires it.
    /// </summary>
    internal ValueTask RecordAsync(Observation seen, in Verdict verdict)
    {
        // A connection that is closed immediately gets no reply, so nothing has to wait for its record, and a flood must not occupy the
        // disk.
        var isAnswered = verdict.IsAllowed || seen.Kind != ObservationKind.Connect;
        if (verdict.Audit != AuditDemand.Required || !isAnswered || _options.Audit is null)
            return _pump.AddAsync(new(seen, verdict, verdict.Audit != AuditDemand.None));
        return RecordDurablyAsync(seen, verdict);
    }

    /// <summary>Queues an observation that needs no verdict.</summary>
    internal ValueTask RecordAsync(Observation seen, bool isWritten) => _pump.AddAsync(new(seen, null, isWritten));

    /// <summary>The time as the policy's hours and days use it.</summary>
    internal DateTimeOffset Local(DateTimeOffset now) =>
        Policy.Current.LooksAtTime ? TimeZoneInfo.ConvertTime(now, _clock.LocalTimeZone) : now;

    /// <summary>A call or request has been answered.</summary>
    internal void Count(Transport transport, TimeSpan duration) => _options.Meter?.Count(transport, duration);

    private async ValueTask RecordDurablyAsync(Observation seen, Verdict verdict)
    {
        try
        {
            await _options.Audit!.AppendAsync(AuditLine.Members(seen, verdict)).ConfigureAwait(false);
        }
        catch (AuditUnavailableException wrong) when (!Policy.Current.Document.RefusesWithoutAudit)
        {
            _logger.ContinuesWithoutRecord(wrong.Message);
        }
        await _pump.AddAsync(new(seen, verdict, false)).ConfigureAwait(false);
    }

    private static PolicyRule Denial(RuleInfo rule) =>
        new() { Name = $"detection: {(rule.Name.Length > 0 ? rule.Name : rule.Title)}", Action = PolicyAction.Deny };
}
