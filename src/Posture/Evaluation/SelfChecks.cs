using System.Globalization;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>G01 to G09 and P04: the settings of a Sekimori server, and how old its parts are.</summary>
internal static class SelfChecks
{
    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["G01"] = q => Self(q, SelfFact.Policy, value => value != "none on a public address");
        code["G02"] = q => Self(q, SelfFact.PolicyLint, value => value == "nothing");
        code["G03"] = q => Self(q, SelfFact.PolicyMode, value => value != "audit-only");
        code["G04"] = q => Self(q, SelfFact.Door, value => value == "strict");
        code["G05"] = q => Self(q, SelfFact.Log, value => value != "off");
        code["G06"] = q => Self(q, SelfFact.Detection, value => value != "off");
        code["G07"] = q => Self(q, SelfFact.Secrets, value => value == "wrapped");
        code["G09"] = q => Self(q, SelfFact.Certificate, value => value == "good");
        code["P04"] = q => Days(q, SelfFact.Support, day => day >= Today(q))
            .Concat(Days(q, SelfFact.Table, day => Today(q).DayNumber - day.DayNumber <= q.Options.MostDaysOfTables));
        code["G08"] = q => Self(q, SelfFact.Lock, value => value != "never on a public address");
    }

    // "support .NET 10": a day, or why there is none.
    private static IEnumerable<Finding> Days(Question q, string kind, Func<DateOnly, bool> isGood) => q.Facts.Of(FactId.Self)
        .Where(fact => fact.Subject.StartsWith(kind + " ", StringComparison.Ordinal))
        .Select(fact => DateOnly.TryParseExact(fact.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? q.Decide(isGood(day), fact.Subject, fact) : q.NotSeen(fact.Subject, fact));

    private static DateOnly Today(Question q) => DateOnly.FromDateTime(q.Options.Now.UtcDateTime);

    private static IEnumerable<Finding> Self(Question q, string kind, Func<string, bool> isGood) =>
        q.Facts.Of(FactId.Self).Where(fact => fact.Subject == kind
                // The name of a door or fault follows; "policy mode" is not "policy".
                || (kind is SelfFact.Door or SelfFact.Certificate && fact.Subject.StartsWith(kind + " ", StringComparison.Ordinal)))
            .Select(fact => q.Decide(isGood(fact.Value), fact.Subject, fact));
}
