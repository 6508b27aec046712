using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>One check of one host while it is evaluated.</summary>
/// <param name="Check">The check.</param>
/// <param name="Facts">What is known of the host.</param>
/// <param name="Options">Time and vantage.</param>
internal sealed record Question(Check Check, HostFacts Facts, EvaluationOptions Options)
{
    /// <summary>True if the host is asked from outside.</summary>
    public bool IsOutside => Options.Vantage == Vantage.Outside;

    /// <summary>Fails with the check's own severity.</summary>
    public Finding Fail(string subject, params IEnumerable<Fact> evidence) => Make(subject, Outcome.Fail, Check.Severity, evidence);

    /// <summary>Fails with another severity.</summary>
    public Finding Fail(string subject, Severity severity, params IEnumerable<Fact> evidence) =>
        Make(subject, Outcome.Fail, severity, evidence);

    /// <summary>Passes.</summary>
    public Finding Pass(string subject, params IEnumerable<Fact> evidence) => Make(subject, Outcome.Pass, Check.Severity, evidence);

    /// <summary>Passes or fails.</summary>
    public Finding Decide(bool isGood, string subject, params IEnumerable<Fact> evidence) =>
        isGood ? Pass(subject, evidence) : Fail(subject, evidence);

    /// <summary>The question was not answered.</summary>
    public Finding NotSeen(string subject = "", params IEnumerable<Fact> evidence) =>
        Make(subject, Outcome.NotSeen, Check.Severity, evidence);

    /// <summary>The question does not arise.</summary>
    public Finding NotApplicable(string subject = "", params IEnumerable<Fact> evidence) =>
        Make(subject, Outcome.NotApplicable, Check.Severity, evidence);

    /// <summary>An answer that cannot be read.</summary>
    public Finding Error(string subject, params IEnumerable<Fact> evidence) => Make(subject, Outcome.Error, Check.Severity, evidence);

    private Finding Make(string subject, Outcome outcome, Severity severity, IEnumerable<Fact> evidence) =>
        new(Check, Facts.Host, subject, outcome, severity, [.. evidence]);
}
