using System.Globalization;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>A01, A05, P02, P03: what an account may read.</summary>
internal static class LogonChecks
{
    private const string Version = @"\Windows NT\CurrentVersion!";

    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["A01"] = Members;
        code["A05"] = q => q.Facts.Of(FactId.Account).Select(fact => q.Decide(!IsStanding(fact.Value), fact.Subject, fact));
        code["P02"] = Patches;
        code["P03"] = Updates;
    }

    private static IEnumerable<Finding> Members(Question q)
    {
        foreach (var fact in q.Facts.Of(FactId.GroupMembers))
            yield return int.TryParse(fact.Value.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? q.Decide(count <= q.Options.MostAdministrators, fact.Subject, fact)
                : q.Error(fact.Subject, fact);
    }

    // The built-in administrator has the relative identifier 500 ([MS-DTYP] 2.4.2.4).
    private static bool IsStanding(string account) => account.StartsWith("enabled", StringComparison.Ordinal)
        && (account.EndsWith("-500", StringComparison.Ordinal) || account.Contains("never expires", StringComparison.Ordinal));

    private static IEnumerable<Finding> Patches(Question q)
    {
        if (Value(q, "CurrentBuild") is not { } build || Value(q, "UBR") is not { } revision) yield break;
        if (Condition.Number(build.Value) is not { } number || Condition.Number(revision.Value) is not { } level)
        {
            yield return q.Error("", build, revision);
            yield break;
        }

        foreach (var (name, levels) in PatchLevels.All)
            yield return number <= int.MaxValue && levels.TryGetValue((int)number, out var least)
                ? q.Decide(level >= least, name, build, revision)
                : q.NotSeen(name, build, revision);
    }

    private static Fact? Value(Question q, string name) => q.Facts.Of(FactId.Registry).LastOrDefault(fact =>
        fact.Subject.EndsWith(Version + name, StringComparison.OrdinalIgnoreCase) && fact.Standing != Standing.Removed);

    private static IEnumerable<Finding> Updates(Question q) => q.Facts.Of(FactId.OsUpdated).Select(fact =>
        DateOnly.TryParseExact(fact.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? q.Decide(DateOnly.FromDateTime(q.Options.Now.UtcDateTime).DayNumber - day.DayNumber <= q.Options.MostDaysWithoutUpdate,
                fact.Subject, fact)
            : q.Error(fact.Subject, fact));
}
