using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Posture.Reports;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit report`: a stored run in any format.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Run = new("RUN")
    {
        Description = "A run: its identity or the beginning of it, 'last' or 'previous' (default: last).",
        DefaultValueFactory = _ => "last", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> List = new("--list") { Description = "List the stored runs." };

    public static Command Create() => new Command("report", "Report a stored run in any format, or list the runs.")
    {
        Run, List, FindingStores.Store, StandardOptions.DatabaseFile, StandardOptions.Data, RunOptions.Format, RunOptions.Output,
        AuditCommands.LanguageOption, RunOptions.FailOn, RunOptions.RequireAll, RunOptions.Waivers, RunOptions.All, StandardOptions.Json,
    }.Does((result, screen, cancellation) => FindingStores.UseAsync(result, async store => result.GetValue(List)
        ? await ListAsync(store, screen, cancellation)
        : await WriteAsync(result, screen, store, await RunNames.FindAsync(store, result.GetValue(Run)!, cancellation), cancellation),
        cancellation));

    /// <summary>Writes a run, and returns the exit code of its findings.</summary>
    internal static async Task<int> WriteAsync(
        ParseResult result, Screen screen, FindingTables store, StoredRun run, CancellationToken cancellation)
    {
        var now = DateTimeOffset.UtcNow;
        var waivers = await StoredResults.WaiversAsync(store, RunCommand.Waivers(result.GetValue(RunOptions.Waivers), now), cancellation);
        using var output = new ReportOutput(screen, result.GetValue(RunOptions.Output));
        var report = RunCommand.Report(result, output, run.Hosts == 1);
        var summary = new RunSummary();
        report.Begin(StoredResults.Info(run, result.GetValue(AuditCommands.LanguageOption)));
        await foreach (var host in StoredResults.ReadAsync(store, run, waivers, now, cancellation))
        {
            summary.Add(host);
            output.Guarded(() => report.Add(host));
        }

        output.Guarded(() => report.End(summary));
        output.Complete();
        if (run.Finished is null && !(await store.CountAsync(run.Id, cancellation)).IsOver)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"sekimori: the run is not over: {summary.Hosts} of {run.Hosts} hosts"));
        return RunCommand.Code(result, summary, run.Hosts);
    }

    private static async Task<int> ListAsync(FindingTables store, Screen screen, CancellationToken cancellation)
    {
        var runs = await store.RunsAsync(cancellation);
        var table = new Table("run", "started", "vantage", "hosts", "done", "state");
        var array = screen.IsJson ? new JsonArrayStream(screen) : null;
        foreach (var run in runs)
        {
            var (hosts, jobs) = (await store.CountHostsAsync(run.Id, cancellation), await store.CountAsync(run.Id, cancellation));
            var state = !jobs.IsOver ? "open" : jobs.Failed > 0 ? "failed" : "done";
            array?.Add(new JsonObject
            {
                ["run"] = run.Id.ToString(), ["started"] = run.Started.ToString("O", CultureInfo.InvariantCulture),
                ["vantage"] = run.Vantage, ["hosts"] = run.Hosts, ["done"] = hosts, ["state"] = state,
            });
            table.Add(run.Id.ToString(), run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                run.Vantage, run.Hosts.ToString(CultureInfo.InvariantCulture), hosts.ToString(CultureInfo.InvariantCulture), state);
        }

        array?.End();
        if (array is null && runs.Count == 0) screen.Line("no runs");
        else if (array is null) screen.Write(table);
        return ExitCode.Done;
    }
}
