using Sekimori.Cim.Schema;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Gate.Gateway.Terminated;

/// <content>
/// Where the gate itself asks for the objects of a target (the bridge), it knows the class of each: each is evaluated as on a server.
/// </content>
internal sealed partial class TargetRequestGuard
{
    private readonly Lock _classes = new();
    private bool _isOver;

    /// <inheritdoc/>
    public async ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        Verdict verdict;
        FactSet? record = null;
        lock (_classes)
        {
            var (name, method) = (access.Class.Name, access.Method?.Name);
            var asked = _asked with { Class = name, Method = method };
            if (_isOver) verdict = EvaluateLater(asked);
            else
            {
                var isNew = Note(Fact.ClassName, name);
                if (method is not null) isNew |= Note(Fact.Method, method);
                verdict = _policy.LooksAtClasses ? _guard.Policy.Evaluate(_policy, asked, ref _counted) : _verdict;
                if (isNew) verdict = _guard.DemandRules(Observe(-1, default), verdict);
                verdict = _guard.DemandAudit(verdict);
                Take(verdict);
                if (!verdict.IsAllowed) facts.Add(Fact.DeniedClass, name);
                // A definition executes nothing: for it, the record before the answer is enough.
                if (verdict is { IsAllowed: true, Audit: AuditDemand.Required } && isNew && access.Kind != CimAccessKind.ReadClass)
                    record = facts.Copy();
            }
        }
        if (record is not null && await RecordAsync(Observe(-1, default, record), verdict).ConfigureAwait(false) is not null)
            throw new CimDeniedException(_verdict.Status, "The audit log cannot be written.");
        if (!verdict.IsAllowed) throw new CimDeniedException(verdict.Status, LiveGuard.Denied(verdict));
    }

    // An enumeration whose request has ended: nothing is recorded, and the next request for it is evaluated again.
    private Verdict EvaluateLater(in PolicyFacts asked)
    {
        List<PolicyRule>? counted = [];
        var verdict = _guard.Policy.Evaluate(_policy, asked, ref counted);
        _guard.Policy.LeaveAll(counted!, asked);
        return verdict;
    }

    // A denial stays, an audit-only denial too, and the strictest demand of the audit log.
    private void Take(in Verdict verdict)
    {
        var audit = verdict.Audit > _verdict.Audit ? verdict.Audit : _verdict.Audit;
        _verdict = (_verdict is { IsAllowed: true, WouldDeny: false } ? verdict : _verdict) with { Audit = audit };
    }

    private bool Note(Fact fact, string value)
    {
        for (var index = 0; facts.Next(fact, ref index, out var known);)
        {
            if (known == value) return false;
        }
        facts.Add(fact, value);
        return true;
    }
}
