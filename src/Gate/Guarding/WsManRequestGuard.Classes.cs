using Sekimori.Cim.Schema;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <content>The object manager's questions: one for each class that a request reaches, each evaluated with all facts.</content>
internal sealed partial class WsManRequestGuard
{
    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        Verdict verdict;
        FactSet? record = null;
        lock (_gate)
        {
            var (name, method) = (access.Class.Name, access.Method?.Name);
            if (_isOver) verdict = Later(_asked with { IsOpen = false, Class = name, Method = method });
            else
            {
                var isFirst = !_facts.Has(Fact.ClassName);
                var isNew = Note(name, method);
                verdict = Rate(name, method, !isFirst && isNew);
                Take(verdict);
                if (!verdict.IsAllowed) _facts.Add(Fact.DeniedClass, name);
                // Definitions execute nothing: for them, the record before the answer is enough.
                if (verdict is { IsAllowed: true, Audit: AuditDemand.Required } && isNew && access.Kind != CimAccessKind.ReadClass)
                    record = _facts.Copy();
            }
        }
        if (record is not null) return AuthorizeRecordedAsync(verdict, record);
        return verdict.IsAllowed ? default : throw Denial(verdict);
    }

    private async ValueTask AuthorizeRecordedAsync(Verdict verdict, FactSet record)
    {
        await RecordAsync(verdict, record).ConfigureAwait(false);
        if (_verdict.IsAllowed) return;
        _denial = _verdict;
        throw Denial(_verdict);
    }

    private static CimDeniedException Denial(in Verdict verdict) => new(verdict.Status, LiveGuard.Denied(verdict));

    /// <summary>
    /// Evaluated for an enumeration whose request has ended: nothing is recorded, and the next request for it is evaluated again.
    /// </summary>
    private Verdict Later(in PolicyFacts facts)
    {
        List<PolicyRule>? counted = [.. _counted ?? []];
        var verdict = guard.Policy.Evaluate(_policy, facts, ref counted);
        if (counted!.Count > (_counted?.Count ?? 0)) guard.Policy.LeaveAll(counted[(_counted?.Count ?? 0)..], facts);
        return verdict;
    }

    private Verdict Rate(string? name, string? method, bool isFurther)
    {
        var verdict = _policy.LooksAtClasses
            ? guard.Policy.Evaluate(_policy, _asked with { IsOpen = false, Class = name, Method = method }, ref _counted)
            : _verdict;
        if (verdict.IsAllowed && guard.HasDenials)
        {
            // Each of several classes alone, and all that are known together: a rule may name one or two.
            if (isFurther) verdict = guard.DemandRules(Observe(OfOne(name!, method), -1, default), verdict);
            verdict = guard.DemandRules(Observe(_facts, -1, default), verdict);
        }
        return guard.DemandAudit(verdict);
    }

    /// <summary>
    /// The verdict on the request with one more verdict: a denial stays, an audit-only denial too, and the strictest audit demand.
    /// </summary>
    private void Take(in Verdict verdict)
    {
        var audit = verdict.Audit > _verdict.Audit ? verdict.Audit : _verdict.Audit;
        if (!verdict.IsAllowed) _denial ??= verdict with { Audit = audit };
        _verdict = (verdict.IsAllowed && !_verdict.WouldDeny ? verdict : _verdict) with { Audit = audit };
    }

    private bool Note(string name, string? method)
    {
        var isNew = Add(Fact.ClassName, name);
        return (method is not null && Add(Fact.Method, method)) || isNew;
    }

    private bool Add(Fact fact, string value)
    {
        for (var index = 0; _facts.Next(fact, ref index, out var known);)
        {
            if (known == value) return false;
        }
        _facts.Add(fact, value);
        return true;
    }

    /// <summary>The facts with this class as the only one.</summary>
    private FactSet OfOne(string name, string? method)
    {
        var facts = new FactSet();
        foreach (var (fact, value) in _facts.All)
        {
            if (fact is not (Fact.ClassName or Fact.Method or Fact.DeniedClass)) facts.Add(fact, value);
        }
        facts.Add(Fact.ClassName, name);
        if (method is not null) facts.Add(Fact.Method, method);
        return facts;
    }
}
