using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Reports;
using Sekimori.Storage.Findings;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit run` with a store: the run can be stopped and taken up again, and shared with workers.</summary>
internal static class StoredRunCommand
{
    /// <summary>Adds a run, or takes one up again, works on it to its end and reports it.</summary>
    public static Task<int> RunAsync(ParseResult result, Screen screen, SurveyOptions survey, CancellationToken cancellation) =>
        FindingStores.UseAsync(result, async store =>
        {
            var run = result.GetValue(RunOptions.Resume) is { } name
                ? await ResumeAsync(store, name, cancellation)
                : await AddAsync(result, screen, store, survey, cancellation);
            if (result.GetValue(RunOptions.Queue))
            {
                screen.Line(run.Id.ToString());
                return ExitCode.Done;
            }

            await WorkAsync(result, screen, store, run, survey, cancellation);
            var counts = await store.CountAsync(run.Id, cancellation);
            var code = await ReportCommand.WriteAsync(result, screen, store, run, cancellation);
            return counts.Failed == 0 ? code
                : throw new CommandException(ExitCode.Failed, $"{counts.Failed} blocks of hosts failed, and their hosts are missing: "
                    + $"'audit run --resume {run.Id}' tries them again");
        }, cancellation);

    private static async Task<StoredRun> ResumeAsync(FindingTables store, string name, CancellationToken cancellation)
    {
        var run = await RunNames.FindAsync(store, name, cancellation);
        await store.ReopenAsync(run.Id, WorkerOptions.IsGone, cancellation);
        return run;
    }

    private static async Task<StoredRun> AddAsync(
        ParseResult result, Screen screen, FindingTables store, SurveyOptions survey, CancellationToken cancellation)
    {
        (var named, survey) = await DirectoryExpansion.ExpandAsync(result, survey, screen, cancellation);
        var targets = TargetList.Read(await ServiceMapTargets.ExpandAsync(named, result.GetValue(StandardOptions.Data), cancellation),
            result.GetValue(RunOptions.Name), TargetList.MaxStoredHosts);
        var now = DateTimeOffset.UtcNow;
        var vantage = result.GetValue(RunOptions.VantageOption);
        var run = new StoredRun(Guid.CreateVersion7(now), now, vantage.ToString().ToLowerInvariant(), AuditQuestions.Write(survey),
            AuditLogon.NameOf(result), targets.Count);
        return await AddAsync(store, targets, run, cancellation);
    }

    /// <summary>Adds a run: hosts that are known from files have their results at once, the others are blocks.</summary>
    internal static async Task<StoredRun> AddAsync(
        FindingTables store, TargetList targets, StoredRun run, CancellationToken cancellation)
    {
        await store.AddRunAsync(run, cancellation);
        await store.AddHostsAsync(run.Id, [.. targets.Files
            .Select(facts => HostEvaluation.Of(facts, new(run.Started, StoredResults.VantageOf(run))))
            .Select(host => new StoredHost(host.Host, -1, host.IsReached, host.Failed, HostDocument.Write(host)))], cancellation);
        await store.AddBlocksAsync(run, TargetBlocks.Of(targets.Hosts), cancellation);
        return run;
    }

    private static async Task WorkAsync(
        ParseResult result, Screen screen, FindingTables store, StoredRun run, SurveyOptions survey, CancellationToken cancellation)
    {
        var left = run.Hosts - await store.CountHostsAsync(run.Id, cancellation);
        using var progress = new HostProgress(screen, !Console.IsErrorRedirected, Math.Max(left, 0), TimeProvider.System);
        var worker = new AuditWorker(store, new(WorkerOptions.NameOfProcess, StoredResults.VantageOf(run), survey)
        {
            Run = run.Id, IsDraining = true, Lease = result.GetValue(WorkerCommand.Lease) ?? WorkerCommand.UsualLease,
        })
        {
            HostDone = progress.Count, BlockFailed = reason => screen.Error.WriteLine($"sekimori: a block of hosts failed: {reason}"),
        };
        try
        {
            await worker.RunAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine($"sekimori: stopped; 'audit run --resume {run.Id}' goes on");
            throw;
        }
    }
}
