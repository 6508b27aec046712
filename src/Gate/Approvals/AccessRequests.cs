using System.Globalization;
using Sekimori.Guard;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Approvals;

/// <summary>
/// The requests for approval of a running server. What is approved is for one account, one rule and one target, until it expires.
/// Thread-safe.
/// </summary>
internal sealed class AccessRequests : IAccessRequests, IDisposable
{
    // What somebody else must read one by one: an account that wants more is told to wait.
    private const int MostOpenPerAccount = 20, MostOpen = 1000;

    // A decision is in effect within five seconds, on a busy machine too.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Who asks on a Friday is answered on a Monday.
    private static readonly TimeSpan OpenFor = TimeSpan.FromDays(3);

    // A denied caller who tries again gets the same answer, and no new request, for a while.
    private static readonly TimeSpan DeniedFor = TimeSpan.FromHours(1);

    // The audit log keeps them for longer.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly RequestJournal _journal;
    private readonly TimeProvider _clock;
    private readonly Action<string> _report;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, string Identity, string Target), AccessRequest> _requests = [];
    private readonly ITimer _timer;
    private long _last;

    /// <summary>Reads what an earlier run left.</summary>
    /// <param name="journal">Where they are kept.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="report">Records what happened, in words.</param>
    public AccessRequests(RequestJournal journal, TimeProvider clock, Action<string> report)
    {
        (_journal, _clock, _report) = (journal, clock, report);
        journal.Create();
        var now = clock.GetUtcNow();
        var all = journal.ReadAll();
        foreach (var request in all)
        {
            _last = request.Number;
            _requests[KeyOf(request)] = request with { Decision = Valid(request, request.Decision) };
        }
        // The highest number stays, so that it is not given again.
        foreach (var request in all)
            if (request.Number != _last && now - request.Asked > KeptFor) journal.Remove(request.Number);
        _timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <inheritdoc/>
    public AskAnswer Ask(PolicyRule rule, in PolicyFacts facts, bool mayRequest)
    {
        var key = (rule.Name, facts.Identity.ToString(), facts.Target ?? "");
        var now = _clock.GetUtcNow();
        AccessRequest made;
        lock (_gate)
        {
            if (_requests.TryGetValue(key, out var known) && IsCurrent(known, now))
                return new(known.Decision is { IsApproved: true } approved && now < approved.Until, known.Number);
            if (!mayRequest || facts.Identity == default || IsFull(key.Item2, now)) return default;
            made = new()
            {
                Number = _last + 1, Rule = rule.Name, Account = facts.Account!, Identity = key.Item2, Target = key.Item3,
                What = Describe(facts), Client = facts.Address?.ToString() ?? "", Asked = now, Pass = rule.Pass,
                Approvers = rule.Approvers,
            };
            try
            {
                _journal.Write(made);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _report($"a request of {made.Account} cannot be kept: {failure.Message}");
                return default;
            }
            (_last, _requests[key]) = (made.Number, made);
        }
        _report($"request {made.Number}: {made.Account} asks for {made.What} (policy rule '{made.Rule}')");
        return new(false, made.Number);
    }

    /// <summary>Takes the decisions that were made since.</summary>
    public void Look()
    {
        AccessRequest[] open;
        lock (_gate) open = [.. _requests.Values.Where(request => request.Decision is null)];
        foreach (var request in open)
        {
            if (_journal.FindDecision(request.Number) is not { } found) continue;
            if (Valid(request, found) is not { } decision)
            {
                _report($"request {request.Number}: the decision of {found.By} is ignored: {Refusal(request, found)}");
                _journal.Remove(request.Number);
                lock (_gate) _requests.Remove(KeyOf(request));
                continue;
            }
            lock (_gate) _requests[KeyOf(request)] = request with { Decision = decision };
            _report($"request {request.Number} of {request.Account}: {(decision.IsApproved ? "approved" : "denied")} by {decision.By}"
                + (decision.IsApproved ? string.Create(CultureInfo.InvariantCulture, $" until {decision.Until:u}") : "")
                + (decision.Reason.Length > 0 ? $": {decision.Reason}" : ""));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static (string, string, string) KeyOf(AccessRequest request) => (request.Rule, request.Identity, request.Target);

    private static bool IsCurrent(AccessRequest request, DateTimeOffset now) => request.Decision switch
    {
        null => now - request.Asked < OpenFor,
        { IsApproved: true } approved => now < approved.Until,
        var denied => now - denied.At < DeniedFor,
    };

    // The command has checked this already; the file may come from elsewhere.
    private static AccessDecision? Valid(AccessRequest request, AccessDecision? decision) =>
        decision is null || Refusal(request, decision) is not null
            ? null
            : decision with { Until = decision.Until < decision.At + request.Pass ? decision.Until : decision.At + request.Pass };

    private static string? Refusal(AccessRequest request, AccessDecision decision) =>
        request.FindDenialReason(decision.By, CallerIdentity.OfAccount(decision.AccountNumber), decision.Groups);

    private bool IsFull(string identity, DateTimeOffset now)
    {
        int all = 0, own = 0;
        foreach (var request in _requests.Values)
        {
            if (request.Decision is not null || !IsCurrent(request, now)) continue;
            all++;
            if (request.Identity == identity) own++;
        }
        return all >= MostOpen || own >= MostOpenPerAccount;
    }

    private static string Describe(in PolicyFacts facts)
    {
        var words = new List<string>();
        if (facts.Target is { } target) words.Add(facts.TargetPort is { } port ? $"{target}:{port}" : target);
        if (facts.Interface is { } id) words.Add($"interface {id}{(facts.Opnum is { } opnum ? $" operation {opnum}" : "")}");
        if (facts.Class is { } name) words.Add(facts.Method is { } method ? $"{name}.{method}" : name);
        else if (facts.Resource is { } resource) words.Add(resource);
        return words.Count > 0 ? string.Join(", ", words) : "access to this host";
    }
}
