using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;

namespace Sekimori.Posture.Evaluation;

/// <summary>The result of one host from its facts: everything that needs no other host and no waiver.</summary>
internal static class HostEvaluation
{
    // A host with a hundred failing ports says the same thing a hundred times.
    private const int MaxTroubles = 20;

    /// <summary>Evaluates.</summary>
    public static HostResult Of(HostFacts facts, EvaluationOptions options) =>
        new(facts.Host, facts.IsReached, [.. Evaluator.Evaluate(facts, options).Where(finding => finding.Check.Id != FleetChecks.Id)],
            Troubles(facts))
        {
            Keys = facts.Of(FactId.CertificateKeyHash),
        };

    private static List<string> Troubles(HostFacts facts)
    {
        var troubles = facts.Of(FactId.Trouble).Take(MaxTroubles).Select(fact => fact.Subject.Length > 0
            ? $"{fact.Subject}: {fact.Value}" : fact.Value).ToList();
        if (facts.IsCut) troubles.Add($"more than {HostFacts.MaxFacts} facts; the rest was dropped");
        return troubles;
    }
}
