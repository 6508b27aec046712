using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>Facts in, findings out: every check of the catalogue is evaluated on every host.</summary>
internal static class Evaluator
{
    // Checks that are code; the others are rows of settings.
    private static readonly Dictionary<string, Func<Question, IEnumerable<Finding>>> Code = new(StringComparer.Ordinal);

    static Evaluator()
    {
        ExposureChecks.AddTo(Code);
        TlsChecks.AddTo(Code);
        WsManChecks.AddTo(Code);
        RpcChecks.AddTo(Code);
        RpcLogonChecks.AddTo(Code);
        SettingChecks.AddTo(Code);
        LogonChecks.AddTo(Code);
        SelfChecks.AddTo(Code);
    }

    /// <summary>The checks that have code.</summary>
    internal static IReadOnlyCollection<string> Coded => Code.Keys;

    /// <summary>Evaluates all checks of one host.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="options">Time and vantage.</param>
    public static IReadOnlyList<Finding> Evaluate(HostFacts facts, EvaluationOptions options)
    {
        var findings = new List<Finding>();
        foreach (var check in CheckCatalogue.All.Concat(options.Imported)) findings.AddRange(Evaluate(new Question(check, facts, options)));
        return findings;
    }

    private static IEnumerable<Finding> Evaluate(Question question)
    {
        var found = new List<Finding>();
        if (Code.TryGetValue(question.Check.Id, out var code)) found.AddRange(code(question));
        foreach (var rule in question.Check.Settings) found.Add(SettingEvaluation.Evaluate(question, rule));
        // One "not seen" for a check that nothing answers; beside an answer it says nothing.
        var seen = found.Where(finding => finding.Outcome != Outcome.NotSeen).ToList();
        if (seen.Count > 0) return seen;
        return [found.Find(finding => finding.Evidence.Count > 0) is { } close ? close with { Subject = "" } : question.NotSeen()];
    }
}
