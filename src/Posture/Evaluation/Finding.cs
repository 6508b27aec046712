using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>The outcome of one check of one host. Its identity is check, host and subject, never its text.</summary>
/// <param name="Check">The check.</param>
/// <param name="Host">The host.</param>
/// <param name="Subject">The port, interface or setting; empty for the host itself.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Severity">How much it matters, if it failed.</param>
/// <param name="Evidence">The facts that it was made from.</param>
internal sealed record Finding(
    Check Check, string Host, string Subject, Outcome Outcome, Severity Severity, IReadOnlyList<Fact> Evidence)
{
    /// <summary>Why it does not count, if a waiver covers it.</summary>
    public Waivers.Waiver? Waiver { get; init; }

    /// <summary>A waiver that would cover it, but has ended.</summary>
    public Waivers.Waiver? EndedWaiver { get; init; }

    /// <summary>True if it counts: failed, and not waived.</summary>
    public bool Counts => Outcome == Outcome.Fail && Waiver is null;

    /// <summary>The identity as text.</summary>
    public string Key => $"{Check.Id}|{Host}|{Subject}";
}
