using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Reports;

/// <summary>The result for one host.</summary>
/// <param name="Host">The host.</param>
/// <param name="IsReached">True if it answered, or a file was read.</param>
/// <param name="Findings">All outcomes.</param>
/// <param name="Troubles">Questions that failed, for people.</param>
internal sealed record HostResult(string Host, bool IsReached, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Troubles)
{
    /// <summary>The hashes of its public keys, for the comparison with other hosts.</summary>
    public IReadOnlyList<Fact> Keys { get; init; } = [];

    /// <summary>The failed checks in their order, each once: "E01,W01".</summary>
    public string Failed => string.Join(',', Findings.Where(finding => finding.Outcome == Outcome.Fail)
        .Select(finding => finding.Check.Id).Distinct());
}
