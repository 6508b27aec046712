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
        return policy.Document.IsDryRun && !verdict.IsAllowed ? verdict with { IsAllowed = true, WouldDeny = true } : verdict;
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
