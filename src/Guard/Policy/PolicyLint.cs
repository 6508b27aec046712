using System.Globalization;

namespace Sekimori.Guard.Policy;

/// <summary>Finds legal but likely mistakes in a policy.</summary>
internal static class PolicyLint
{
    /// <summary>Rules compared with those above them: beyond this, comparing each with each takes too long.</summary>
    private const int CompareLimit = 2_000;

    /// <summary>The findings, with the line of the rule.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="names">The known interfaces.</param>
    public static IEnumerable<(int Line, string Message)> Check(PolicyDocument policy, IInterfaceNames names)
    {
        if (policy.Default == PolicyAction.Allow) yield return (1, "the default is allow: everything that no policy rule names is allowed");
        if (policy.IsDryRun) yield return (1, "the mode is audit-only: nothing is denied");
        // Without a rule that names a target no target is reached: then every rule is about this host.
        var hasTargets = policy.Rules.Any(rule => rule.Targets.Count > 0);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < policy.Rules.Count; at++)
        {
            var rule = policy.Rules[at];
            if (!taken.Add(rule.Name)) yield return (rule.Line, $"'{rule.Name}': another rule has this name");
            if (rule is { Action: PolicyAction.Allow, Targets.Count: 0 } && IsEverybody(rule) && rule.At.HasFlag(PolicyPoint.Call))
                yield return (rule.Line, $"'{rule.Name}' allows every address without authentication: this is an exposure");
            if (!rule.At.HasFlag(PolicyPoint.Call)
                && rule.Operations.Count + rule.Clsids.Count + rule.Actions.Count + rule.Resources.Count + rule.Classes.Count
                + rule.Methods.Count > 0)
                yield return (rule.Line, $"'{rule.Name}' can never match: it depends on the call, but is evaluated before it");
            if (rule.Action == PolicyAction.Ask && (rule.At & (PolicyPoint.Authenticated | PolicyPoint.Call)) == 0)
                yield return (rule.Line, $"'{rule.Name}' can never match: it asks for an account, and is evaluated before the logon");
            if (rule.TargetPorts.Count > 0 && rule.Targets.Count == 0)
                yield return (rule.Line, rule.IsForThisHostOnly
                    ? $"'{rule.Name}' can never match: a rule that allows 'target_port' needs 'target'"
                    : $"'{rule.Name}' has 'target_port' without 'target': it applies to every target");
            if (rule is { Action: PolicyAction.Allow or PolicyAction.Limit, Targets.Count: > 0 } && IsEverybody(rule)
                && rule.At.HasFlag(PolicyPoint.Call) && !IsTheWay(rule, names))
                yield return (rule.Line, $"'{rule.Name}' allows every account to reach a target: name 'account' or 'group'");
            foreach (var uuid in rule.Interfaces)
            {
                var (known, count) = (names.NameOf(uuid), names.OperationCount(uuid));
                if (known is null) yield return (rule.Line, $"'{rule.Name}': unknown interface {uuid}");
                foreach (var (_, opnum) in rule.Operations.Where(operation => operation.Interface == uuid))
                    if (count > 0 && opnum >= count)
                        yield return (rule.Line, string.Create(
                            CultureInfo.InvariantCulture, $"'{rule.Name}': {known ?? uuid.ToString()} has no operation {opnum}"));
            }
            if (rule is { Hours: { } hours } && hours.Begin == hours.End)
                yield return (rule.Line, $"'{rule.Name}' can never match: its hours are empty");
            if (at >= CompareLimit || rule.Action == PolicyAction.Audit) continue;
            for (var above = 0; above < at; above++)
            {
                if (!Covers(policy.Rules[above], rule, hasTargets)) continue;
                yield return (rule.Line,
                    $"'{rule.Name}' can never match: '{policy.Rules[above].Name}' above it (line {policy.Rules[above].Line}) matches " +
                    $"everything that it would");
                break;
            }
        }
    }

    /// <summary>True if the policy allows any address without a logon.</summary>
    public static bool IsExposed(PolicyDocument policy) =>
        policy.Default == PolicyAction.Allow
        || policy.Rules.Any(rule => rule is { Action: PolicyAction.Allow, Targets.Count: 0 } && IsEverybody(rule)
            && rule.At.HasFlag(PolicyPoint.Call));

    // Clients ask these before their logon: where interfaces and objects are.
    private static bool IsTheWay(PolicyRule rule, IInterfaceNames names) =>
        rule.Interfaces.Count > 0 && rule.Interfaces.All(uuid => names.NameOf(uuid) is "epmapper" or "IObjectExporter");

    private static bool IsEverybody(PolicyRule rule) =>
        rule.Accounts.Count + rule.Groups.Count + rule.Schemes.Count == 0
        && (rule.From.Count == 0 || rule.From.Any(network => network.PrefixLength == 0))
        && !rule.Transports.Contains(Transport.Local) && !(rule.Levels.Count > 0 && !rule.Levels.Contains(ProtectionLevel.None));

    /// <summary>True if the upper rule decides everything that the lower one would match. False if uncertain.</summary>
    private static bool Covers(PolicyRule upper, PolicyRule lower, bool hasTargets)
    {
        if (upper.Action == PolicyAction.Audit || upper.Hours is not null || upper.Days.Count > 0 || (upper.At & lower.At) != lower.At)
            return false;
        return (upper.From.Count == 0
            || (lower.From.Count > 0 && lower.From.All(inner =>
            upper.From.Any(outer => outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress)))))
            && Holds(upper.Accounts, lower.Accounts) && Holds(upper.Groups, lower.Groups) && Holds(upper.Schemes, lower.Schemes)
            && Holds(upper.Resources, lower.Resources)
            && Holds(upper.Actions, lower.Actions) && Holds(upper.Classes, lower.Classes) && Holds(upper.Methods, lower.Methods)
            && Within(upper.Interfaces, lower.Interfaces)
            && Within(upper.Operations, lower.Operations) && Within(upper.Clsids, lower.Clsids)
            && CoversTargets(upper, lower, hasTargets) && Within(upper.Transports, lower.Transports) && Within(upper.Levels, lower.Levels);
    }

    // An upper rule that allows, and names no target, leaves targets to the rules below it.
    private static bool CoversTargets(PolicyRule upper, PolicyRule lower, bool hasTargets) =>
        Holds(upper.Targets, lower.Targets)
        && (!hasTargets || !upper.IsForThisHostOnly || lower.IsForThisHostOnly)
        && (upper.TargetPorts.Count == 0 || (lower.TargetPorts.Count > 0 && lower.TargetPorts.All(inner =>
            upper.TargetPorts.Any(outer => outer.First <= inner.First && outer.Last >= inner.Last))));

    private static bool Holds(IReadOnlyList<string> upper, IReadOnlyList<string> lower) =>
        upper.Count == 0 || (lower.Count > 0 && lower.All(inner => upper.Any(outer => Glob.IsMatch(outer, inner))));

    private static bool Within<T>(IReadOnlyList<T> upper, IReadOnlyList<T> lower) =>
        upper.Count == 0 || (lower.Count > 0 && lower.All(upper.Contains));
}
