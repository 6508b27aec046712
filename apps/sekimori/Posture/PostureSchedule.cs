using Microsoft.Extensions.Logging;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Storage.Files;
using Sekimori.Storage.Findings;
using Sekimori.Survey;
using Sekimori.Survey.Directory;

namespace Sekimori.App.Posture;

/// <summary>The regular audit of a server: at the times of a cron text, into the store; what changed raises alerts.</summary>
internal sealed class PostureSchedule(
    PostureSettings settings, DataFolder folder, IAlertSink? alerts, ILogger logger, TimeProvider time)
{
    // A timer cannot wait for longer than 49 days, and a clock may be set: look again at least this often.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Reads the targets once, so that a slip in them is told when the server starts.</summary>
    /// <exception cref="CommandException">A target is none.</exception>
    public static void Check(PostureSettings settings)
    {
        foreach (var target in settings.Targets.Where(DirectoryTarget.IsIt)) Check(target, settings.Directory);
        // The service map is empty when a server starts for the first time, and a directory may be away.
        var others = settings.Targets.Where(target => target != ServiceMapTargets.Word && !DirectoryTarget.IsIt(target)).ToList();
        if (others.Count > 0) TargetList.Read(others, null, TargetList.MaxStoredHosts);
    }

    private static void Check(string target, PostureDirectorySettings? account)
    {
        if (account is null)
            throw new CommandException(ExitCode.Failed,
                $"posture: targets: {Printable.Of(target)} needs an account: set directory: user, and password-file or keytab");
        try
        {
            DirectoryTarget.Parse(target);
        }
        catch (DirectoryException wrong)
        {
            throw new CommandException(ExitCode.Failed, $"posture: targets: {Printable.Of(wrong.Message)}", wrong);
        }

        DirectoryAccount.Read(account);
        DirectoryAccount.Survey(account);
    }

    /// <summary>Audits until it is cancelled. A failure is logged, and the next audit is as planned.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var cron = PostureSettingsFile.ParseCron(settings.Schedule);
        try
        {
            await TryAsync(ResumeAsync, cancellation);
            while (cron.GetNextOccurrence(time.GetUtcNow(), TimeZoneInfo.Local) is { } next)
            {
                while (next - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                    await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellation);
                await TryAsync(AddAsync, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends: the run is taken up again when it starts.
        }
    }

    private async Task TryAsync(
        Func<FindingTables, CancellationToken, Task<StoredRun?>> begin, CancellationToken cancellation)
    {
        try
        {
            await using var store = await OpenAsync(cancellation);
            if (await begin(store, cancellation) is { } run) await AuditAsync(store, run, cancellation);
        }
        catch (Exception failure) when (failure is FindingStoreException or CommandException or GateException or IOException
            or UnauthorizedAccessException)
        {
            logger.AuditFailed(failure.Message);
        }
    }

    private async Task<FindingTables> OpenAsync(CancellationToken cancellation) => settings.DatabaseFile is { } file
        ? await AuditDatabases.Open(null, file)!.OpenFindingsAsync(cancellation)
        : await SqliteFindings.OpenAsync(folder.File(SqliteFindings.FileName), cancellation);

    // The run that was open when the server ended.
    private static async Task<StoredRun?> ResumeAsync(FindingTables store, CancellationToken cancellation)
    {
        var open = (await store.RunsAsync(cancellation))
            .FirstOrDefault(run => run.Finished is null && AuditQuestions.IsScheduled(run.Questions));
        if (open is not null) await store.ReopenAsync(open.Id, WorkerOptions.IsGone, cancellation);
        return open;
    }

    private async Task<StoredRun?> AddAsync(FindingTables store, CancellationToken cancellation)
    {
        var survey = new SurveyOptions { WithNeighbours = !settings.DoorsOnly };
        IReadOnlyList<string> named = settings.Targets;
        if (settings.Directory is { } account && named.Any(DirectoryTarget.IsIt))
        {
            (named, var roles) = await DirectoryExpansion.ExpandAsync(named, DirectoryAccount.Read(account),
                DirectoryAccount.Survey(account), logger.AuditDirectory, cancellation);
            survey = survey with { Roles = roles };
        }

        var targets = TargetList.Read(await ServiceMapTargets.ExpandAsync(named, folder.Path, cancellation), null,
            TargetList.MaxStoredHosts);
        var now = time.GetUtcNow();
        return await StoredRunCommand.AddAsync(store, targets, new(Guid.CreateVersion7(now), now, settings.From,
            AuditQuestions.Write(survey, isScheduled: true), "", targets.Count), cancellation);
    }

    private async Task AuditAsync(FindingTables store, StoredRun run, CancellationToken cancellation)
    {
        logger.AuditBegins(run.Id, run.Hosts);
        var worker = new AuditWorker(store, new(WorkerOptions.NameOfProcess, StoredResults.VantageOf(run),
            new SurveyOptions { Hosts = settings.Parallel })
        { Run = run.Id, IsDraining = true })
        {
            BlockFailed = logger.AuditFailed,
        };
        await worker.RunAsync(cancellation);
        var before = (await store.RunsAsync(cancellation)).FirstOrDefault(one => one.Id != run.Id && one.Started <= run.Started
            && one.Finished is not null && AuditQuestions.IsScheduled(one.Questions));
        var changes = before is null ? 0 : await AlertAsync(store, before, run, cancellation);
        var reached = 0;
        await foreach (var host in store.ReadAsync(run.Id, cancellation)) reached += host.IsReached ? 1 : 0;
        logger.AuditEnded(run.Id, reached, run.Hosts, changes);
        await store.TrimAsync(settings.Keep, cancellation);
    }

    // Waivers count as of the day of each run: a finding whose waiver has ended since is new.
    private async Task<int> AlertAsync(FindingTables store, StoredRun before, StoredRun after, CancellationToken cancellation)
    {
        var waivers = await StoredResults.WaiversAsync(store, RunCommand.Waivers(settings.Waivers, time.GetUtcNow()), cancellation);
        var count = 0;
        var changes = StoredResults.CompareAsync(store, (before, before.Started), (after, after.Started), waivers, cancellation);
        await foreach (var change in changes)
            if (count++ < ChangeAlerts.Limit) alerts?.OnAlert(ChangeAlerts.Of(change, time.GetUtcNow()));
        if (count > ChangeAlerts.Limit) logger.AuditChangesCut(count - ChangeAlerts.Limit);
        return count;
    }
}
