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
    private readonly ResultReading _reading = new(evaluation, waivers);
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
            var result = _reading.Complete(HostEvaluation.Of(facts, evaluation));
            _summary.Add(result);
            add(result);
        }
    }
}
