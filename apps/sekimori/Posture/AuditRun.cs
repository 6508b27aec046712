using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;
using Sekimori.Posture.Waivers;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>Asks and evaluates every target. Results are handed over one at a time, in the order in which hosts end.</summary>
internal sealed class AuditRun(SurveyOptions survey, EvaluationOptions evaluation, WaiverList waivers)
{
    private readonly Lock _gate = new();
    private readonly FleetChecks _fleet = new();
    private readonly RunSummary _summary = new();

    /// <summary>Runs.</summary>
    /// <param name="targets">What it is about.</param>
    /// <param name="add">Takes a result; never called twice at once.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<RunSummary> RunAsync(TargetList targets, Action<HostResult> add, CancellationToken cancellationToken)
    {
        foreach (var facts in targets.Files) Finish(facts, add);
        await Parallel.ForEachAsync(
            targets.Hosts, new ParallelOptions { MaxDegreeOfParallelism = survey.Hosts, CancellationToken = cancellationToken },
            async (host, cancellation) => Finish(await new HostSurvey(host, survey).AskAsync(cancellation), add));
        return _summary;
    }

    private void Finish(HostFacts facts, Action<HostResult> add)
    {
        lock (_gate)
        {
            var findings = Evaluator.Evaluate(facts, evaluation).Where(finding => finding.Check.Id != "E12")
                .Concat(_fleet.Evaluate(facts, evaluation)).Select(finding => waivers.Apply(finding, evaluation.Now)).ToList();
            var result = new HostResult(facts.Host, facts.IsReached, findings, Troubles(facts));
            _summary.Add(result);
            add(result);
        }
    }

    // A host with a hundred failing ports says the same thing a hundred times.
    private static List<string> Troubles(HostFacts facts)
    {
        var troubles = facts.Of(FactId.Trouble).Take(20).Select(fact => fact.Subject.Length > 0 ? $"{fact.Subject}: {fact.Value}"
            : fact.Value).ToList();
        if (facts.IsCut) troubles.Add($"more than {HostFacts.MaxFacts} facts; the rest was dropped");
        return troubles;
    }
}
