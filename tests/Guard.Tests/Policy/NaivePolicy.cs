using System.Text.RegularExpressions;
using Sekimori.Guard.Policy;

namespace Sekimori.Guard.Tests.Policy;

/// <summary>
/// The policy's meaning, written as plainly as it can be: rule after rule, condition after condition. The compiled one is compared with it.
/// </summary>
internal static class NaivePolicy
{
    private enum Match { No, Later, Yes }

    public static Verdict Evaluate(PolicyDocument policy, PolicyFacts facts)
    {
        var audit = policy.Audit;
        foreach (var rule in policy.Rules)
        {
            if (facts.Target is not null && rule.Targets.Count == 0
                && rule.Action is (PolicyAction.Allow or PolicyAction.Limit or PolicyAction.Ask))
                continue;
            if ((rule.At & facts.Point) == 0 || !rule.IsTime(facts.Time)) continue;
            var match = Test(rule, facts);
            if (match == Match.No) continue;
            if (match == Match.Later)
            {
                if (rule.Action is PolicyAction.Allow or PolicyAction.Limit or PolicyAction.Ask) return new(true, null, 0, audit);
                continue;
            }
            if (rule.Action == PolicyAction.Audit)
            {
                var wanted = rule.Audit ?? AuditDemand.Line;
                if (wanted > audit) audit = wanted;
                continue;
            }
            if (rule.Action == PolicyAction.Ask && facts.Account is null) return new(true, null, 0, audit);
            return new(rule.Action is not (PolicyAction.Deny or PolicyAction.Ask), rule, rule.Status,
                rule.Audit is { } own
                ? own > (audit == policy.Audit ? AuditDemand.None : audit) ? own : audit == policy.Audit ? own : audit
                : audit);
        }
        return new(policy.Default == PolicyAction.Allow && facts.Target is null, null, Verdict.AccessDenied, audit);
    }

    private static Match Test(PolicyRule rule, PolicyFacts facts)
    {
        var isCall = facts.Point == PolicyPoint.Call;
        var worst = Match.Yes;
        if (rule.From.Count > 0 && !(facts.Address is { } address && rule.From.Any(network => network.Contains(address)))) return Match.No;
        if (rule.Transports.Count > 0 && !rule.Transports.Contains(facts.Transport)) return Match.No;
        foreach (var (patterns, value, isOpen) in new[]
        {
            (rule.Accounts, facts.Account, false), (rule.Schemes, facts.Scheme, false), (rule.Resources, facts.Resource, false),
            (rule.Actions, facts.Action, false),
            (rule.Classes, facts.Class, facts.IsOpen), (rule.Methods, facts.Method, facts.IsOpen), (rule.Targets, facts.Target, false),
        })
            if (!Look(patterns.Count > 0, value is not null, isOpen: isOpen,
                holds: () =>
                patterns.Any(
                pattern => Regex.IsMatch(value!, "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$",
                RegexOptions.IgnoreCase | RegexOptions.Singleline)))) return Match.No;
        if (!Look(rule.Interfaces.Count > 0, facts.Interface is not null, () => rule.Interfaces.Contains(facts.Interface!.Value)))
            return Match.No;
        if (!Look(rule.TargetPorts.Count > 0, facts.TargetPort is not null, () =>
            rule.TargetPorts.Any(ports => facts.TargetPort >= ports.First && facts.TargetPort <= ports.Last))) return Match.No;
        if (!Look(rule.Operations.Count > 0, facts is { Interface: not null, Opnum: not null }, () =>
            rule.Operations.Contains((facts.Interface!.Value, facts.Opnum!.Value)))) return Match.No;
        if (!Look(rule.Clsids.Count > 0, facts.Clsid is not null, () => rule.Clsids.Contains(facts.Clsid!.Value))) return Match.No;
        if (!Look(rule.Levels.Count > 0, facts.Level is not null, () => rule.Levels.Contains(facts.Level!.Value))) return Match.No;
        if (!Look(rule.Groups.Count > 0, facts.Groups is not null, () =>
            facts.Groups!.Any(group => rule.Groups.Contains(group, StringComparer.OrdinalIgnoreCase)))) return Match.No;
        return worst;

        bool Look(bool isAsked, bool isKnown, Func<bool> holds, bool isOpen = false)
        {
            if (!isAsked) return true;
            if (isKnown) return holds();
            if (isCall && !isOpen) return false;
            worst = Match.Later;
            return true;
        }
    }
}
