using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>R04, R07, R08, R09, R12, R14, R18 and A03: what real reads and an account show of RPC, and filters in files.</summary>
internal static class RpcLogonChecks
{
    // WBEM_REMOTE_ACCESS ([MS-WMI] 5.2).
    private const uint RemoteEnable = 0x20;

    // Weakest first.
    private static readonly string[] Levels = ["none", "connect", "packet", "integrity", "privacy"];

    // Administrators, SYSTEM, Remote Management Users, and what Windows gives its own services and the domain's administrators.
    private static readonly string[] Trusted = ["S-1-5-32-544", "BA", "S-1-5-18", "SY", "S-1-5-32-580", "S-1-5-19", "S-1-5-20"];

    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["R04"] = LeastLevels;
        code["R07"] = q => Reads(q, "/samr/", "/lsarpc/");
        code["R08"] = q => Reads(q, "/netlogon/");
        code["R09"] = q => q.Facts.Of(FactId.Activation).Select(fact => fact.Value switch
        {
            "denied" => q.Pass(fact.Subject, fact),
            "class not registered" => q.Fail(fact.Subject, fact),
            _ => q.NotSeen(fact.Subject, fact),
        });
        code["R12"] = q => q.Facts.Of(FactId.OldNtlm).Select(fact => q.Decide(fact.Value == "refused", fact.Subject, fact));
        code["R14"] = q => q.Facts.Of(FactId.Enrolment).Select(fact => q.Decide(fact.Value == "denied", fact.Subject, fact));
        code["R18"] = Filters;
        code["A03"] = q => q.Facts.Of(FactId.NamespaceSecurity).Select(fact => Namespace(q, fact));
    }

    private static IEnumerable<Finding> LeastLevels(Question q)
    {
        var wanted = Array.IndexOf(Levels, q.Options.LeastLevel);
        foreach (var fact in q.Facts.Of(FactId.RpcLevel))
        {
            var level = Array.IndexOf(Levels, fact.Value);
            yield return fact.Value == "denied" ? q.Pass(fact.Subject, fact)
                : level < 0 ? q.Error(fact.Subject, fact) : q.Decide(level >= wanted, fact.Subject, fact);
        }
    }

    private static IEnumerable<Finding> Reads(Question q, params string[] interfaces) => q.Facts.Of(FactId.RpcRead)
        .Where(fact => interfaces.Any(name => fact.Subject.Contains(name, StringComparison.Ordinal)))
        .Select(fact => q.Decide(!fact.Value.StartsWith("answered", StringComparison.Ordinal), fact.Subject, fact));

    // One block for each interface that can make the host log on elsewhere. A host without any filter has the fact "none".
    private static IEnumerable<Finding> Filters(Question q)
    {
        var facts = q.Facts.Of(FactId.RpcFilter);
        if (facts.Count == 0) yield break;
        foreach (var operation in ProbedOperations.All.Where(one => one.Uses.HasFlag(ProbedUse.Coercion)).DistinctBy(one => one.Interface))
        {
            var uuid = operation.Interface.ToString();
            var filters = facts.Where(fact => fact.Subject.Equals(uuid, StringComparison.OrdinalIgnoreCase)).ToList();
            var name = $"{operation.Name.Split('/')[0]} {uuid}";
            // Permissions for some are of use only before a block for all others; a block with a condition is none.
            yield return filters.Exists(filter => filter.Value == "block") ? q.Pass(name, filters)
                : q.Fail(name, filters.Count > 0 ? filters : facts.Take(1));
        }
    }

    private static Finding Namespace(Question q, Fact fact)
    {
        if (!fact.Value.StartsWith("D:", StringComparison.Ordinal)) return q.Error(fact.Subject, fact);
        var others = Sddl.Allowed(fact.Value).Where(entry => (entry.Rights & RemoteEnable) != 0 && !Trusted.Contains(entry.Trustee)
            && !entry.Trustee.EndsWith("-512", StringComparison.Ordinal)).ToList();
        return others.Count == 0 ? q.Pass(fact.Subject, fact)
            : q.Fail(fact.Subject, others.Exists(entry => Sddl.Broad(entry.Trustee) is not null) ? q.Check.Severity : Severity.Low, fact);
    }
}
