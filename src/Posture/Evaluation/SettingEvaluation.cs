using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>The value of a setting from the facts of a host, and what a rule says about it.</summary>
internal static class SettingEvaluation
{
    /// <summary>
    /// The fact that has the value in use: what WinRM itself reports, then a policy's value, then the host's own. Of several of one kind
    /// the
    /// last counts. Null if none is known.
    /// </summary>
    public static Fact? Find(HostFacts facts, Setting setting) =>
        Last(facts, FactId.WinRm, setting.WinRm) ?? Last(facts, FactId.Registry, setting.Policy)
        ?? Last(facts, FactId.Registry, setting.Local);

    /// <summary>Evaluates one rule.</summary>
    public static Finding Evaluate(Question question, SettingRule rule)
    {
        if (Find(question.Facts, rule.Setting) is not { } fact) return question.NotSeen(rule.Setting.Id);
        return rule.Condition.Evaluate(fact.Value) switch
        {
            true => question.Pass(rule.Setting.Id, fact),
            false => question.Fail(rule.Setting.Id, rule.Severity ?? question.Check.Severity, fact),
            null => question.Error(rule.Setting.Id, fact),
        };
    }

    private static Fact? Last(HostFacts facts, string id, string? place)
    {
        if (place is null) return null;
        Fact? last = null;
        foreach (var fact in facts.Of(id))
            if (string.Equals(fact.Subject, place, StringComparison.OrdinalIgnoreCase)) last = fact;
        return last is { Standing: Standing.Removed } ? null : last;
    }
}
