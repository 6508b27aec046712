using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Waivers;

namespace Sekimori.Posture.Reports;

/// <summary>
/// Completes the results of a run, host by host: what needs other hosts, and waivers. Stored results come without either, so that a waiver
/// counts on the day of the report and not on that of the run.
/// </summary>
internal sealed class ResultReading(EvaluationOptions options, WaiverList waivers)
{
    private readonly FleetChecks _fleet = new();

    /// <summary>The result with everything.</summary>
    public HostResult Complete(HostResult result) => result with
    {
        Findings = [.. result.Findings.Concat(_fleet.Evaluate(result.Host, result.Keys, options))
            .Select(finding => waivers.Apply(finding, options.Now))],
    };
}
