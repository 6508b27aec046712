using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>G01 to G08: the settings of a Sekimori server.</summary>
internal static class SelfChecks
{
    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["G01"] = q => Self(q, SelfFact.Policy, value => value != "none on a public address");
        code["G03"] = q => Self(q, SelfFact.PolicyMode, value => value != "audit-only");
        code["G04"] = q => Self(q, SelfFact.Door, value => value == "strict");
        code["G05"] = q => Self(q, SelfFact.Log, value => value != "off");
        code["G06"] = q => Self(q, SelfFact.Detection, value => value != "off");
        code["G08"] = q => Self(q, SelfFact.Lock, value => value != "never on a public address");
    }

    private static IEnumerable<Finding> Self(Question q, string kind, Func<string, bool> isGood) =>
        q.Facts.Of(FactId.Self).Where(fact => fact.Subject == kind
                // A door's name follows; "policy mode" is not "policy".
                || (kind == SelfFact.Door && fact.Subject.StartsWith(SelfFact.Door + " ", StringComparison.Ordinal)))
            .Select(fact => q.Decide(isGood(fact.Value), fact.Subject, fact));
}
