using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>The result for one host.</summary>
/// <param name="Host">The host.</param>
/// <param name="IsReached">True if it answered, or a file was read.</param>
/// <param name="Findings">All outcomes.</param>
/// <param name="Troubles">Questions that failed, for people.</param>
internal sealed record HostResult(string Host, bool IsReached, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Troubles);
