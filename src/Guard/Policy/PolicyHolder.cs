namespace Sekimori.Guard.Policy;

/// <summary>
/// The policy that holds now, with its running counts. A new one replaces it at once; who is being evaluated keeps the old one to the end.
/// </summary>
internal sealed class PolicyHolder
{
    private volatile CompiledPolicy _current;

    /// <summary>Starts with a policy.</summary>
    public PolicyHolder(CompiledPolicy policy) => _current = policy;

    /// <summary>The policy that holds now.</summary>
    public CompiledPolicy Current => _current;

    /// <summary>The running counts of rules that limit.</summary>
    public PolicyLimits Limits { get; } = new();

    /// <summary>What has been approved; null if nobody can be asked, and rules that ask deny.</summary>
    public IAccessRequests? Requests { get; set; }

    /// <summary>Replaces the policy.</summary>
    public void Replace(CompiledPolicy policy) => _current = policy;

    /// <summary>
    /// What holds for these facts, counts included. A verdict whose rule limits was counted, and must be paid back with <see cref="Leave"/>
    /// when the call has ended.
    /// </summary>
    public Verdict Evaluate(in PolicyFacts facts)
    {
        var policy = _current;
        var verdict = policy.Evaluate(facts);
        if (verdict is { IsAllowed: true, Rule: { Action: PolicyAction.Limit } rule } && facts.Point == PolicyPoint.Call
            && !Limits.Enter(rule, facts.Address?.ToString() ?? "", facts.Time))
            verdict = verdict with { IsAllowed = false };
        if (verdict.Rule is { Action: PolicyAction.Ask }) verdict = Ask(verdict, facts, mayRequest: !policy.Document.IsDryRun);
        return policy.Document.IsDryRun && !verdict.IsAllowed ? verdict with { IsAllowed = true, WouldDeny = true } : verdict;
    }

    /// <summary>What holds for a part of a request. A rule that limits counts the request once, however many parts it has.</summary>
    /// <param name="policy">The policy at the start of the request.</param>
    /// <param name="facts">The facts of the part.</param>
    /// <param name="counted">The rules that have counted the request; null if none has. Released when the request ends.</param>
    public Verdict Evaluate(CompiledPolicy policy, in PolicyFacts facts, ref List<PolicyRule>? counted)
    {
        var verdict = policy.Evaluate(facts);
        if (verdict is { IsAllowed: true, Rule: { Action: PolicyAction.Limit } rule } && counted?.Contains(rule) != true)
        {
            if (Limits.Enter(rule, facts.Address?.ToString() ?? "", facts.Time)) (counted ??= []).Add(rule);
            else verdict = verdict with { IsAllowed = false };
        }
        if (verdict.Rule is { Action: PolicyAction.Ask }) verdict = Ask(verdict, facts, mayRequest: !policy.Document.IsDryRun);
        return policy.Document.IsDryRun && !verdict.IsAllowed ? verdict with { IsAllowed = true, WouldDeny = true } : verdict;
    }

    /// <summary>The verdict now on what was allowed earlier. Nothing is counted or requested.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="facts">The facts then, with the time of now.</param>
    public bool Allows(CompiledPolicy policy, in PolicyFacts facts)
    {
        if (policy.Document.IsDryRun) return true;
        var verdict = policy.Evaluate(facts);
        return verdict.IsAllowed
            || (verdict.Rule is { Action: PolicyAction.Ask } && Ask(verdict, facts, mayRequest: false).IsAllowed);
    }

    private Verdict Ask(in Verdict verdict, in PolicyFacts facts, bool mayRequest)
    {
        if (Requests is not { } requests || string.IsNullOrEmpty(facts.Account)) return verdict;
        var answer = requests.Ask(verdict.Rule!, facts, mayRequest);
        return verdict with { IsAllowed = answer.IsAllowed, Request = answer.Number };
    }

    /// <summary>Releases a request that these rules have counted.</summary>
    public void LeaveAll(List<PolicyRule> counted, in PolicyFacts facts)
    {
        foreach (var rule in counted) Limits.Leave(rule, facts.Address?.ToString() ?? "");
    }

    /// <summary>Releases a call that was evaluated.</summary>
    public void Leave(in Verdict verdict, in PolicyFacts facts)
    {
        if (verdict is { IsAllowed: true, WouldDeny: false, Rule: { Action: PolicyAction.Limit } rule } && facts.Point == PolicyPoint.Call)
            Limits.Leave(rule, facts.Address?.ToString() ?? "");
    }
}
