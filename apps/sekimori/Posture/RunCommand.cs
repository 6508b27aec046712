using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Terminal;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Reports;
using Sekimori.Posture.Waivers;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit run`.</summary>
internal static class RunCommand
{
    /// <summary>Sekimori's version.</summary>
    public static string Version { get; } = typeof(RunCommand).Assembly.GetName().Version!.ToString(3);

    public static Command Create()
    {
        var command = Bare();
        foreach (var option in AuditLogon.Options) command.Options.Add(option);
        return command;
    }

    private static Command Bare() => new Command("run", "Check hosts over the network, with or without an account, or from their files.")
    {
        RunOptions.Targets, RunOptions.Format, RunOptions.Output, AuditCommands.LanguageOption, RunOptions.VantageOption, RunOptions.FailOn,
        RunOptions.RequireAll, RunOptions.Waivers, RunOptions.Lists, RunOptions.Authorities, RunOptions.Name, RunOptions.Timeout,
        RunOptions.Parallel,
        RunOptions.TlsPort, RunOptions.RpcPort, RunOptions.HttpPort, RunOptions.HttpsPort, RunOptions.DoorsOnly, RunOptions.All,
        FindingStores.Store, StandardOptions.DatabaseFile, StandardOptions.Data, RunOptions.Resume, RunOptions.Queue, WorkerCommand.Lease,
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        NativeMemory.ShareArenas();
        var isResumed = result.GetValue(RunOptions.Resume) is not null;
        if (result.GetValue(RunOptions.Targets) is { Length: > 0 } == isResumed)
            throw new CommandException(ExitCode.Failed, isResumed
                ? "--resume has the targets of its run already: leave them out"
                : "no targets: name hosts, networks, or files (see: sekimori audit run --help)");
        var imported = ImportedLists.Read(result.GetValue(RunOptions.Lists) ?? [], screen);
        if (isResumed || result.GetValue(RunOptions.Queue) || FindingStores.IsGiven(result))
            return imported.Count > 0
                ? throw new CommandException(ExitCode.Failed,
                    "--list and a store exclude each other: a stored run has the checks of the catalogue")
                : await StoredRunCommand.RunAsync(result, screen, Survey(result), cancellationToken);
        var now = DateTimeOffset.UtcNow;
        var (named, survey) = await DirectoryExpansion.ExpandAsync(result, Survey(result), screen, cancellationToken);
        var targets = TargetList.Read(await ServiceMapTargets.ExpandAsync(named, result.GetValue(StandardOptions.Data), cancellationToken),
            result.GetValue(RunOptions.Name));
        var waivers = Waivers(result.GetValue(RunOptions.Waivers), now);
        var evaluation = new EvaluationOptions(now, result.GetValue(RunOptions.VantageOption)) { Imported = imported };
        var info = new RunInfo(Guid.NewGuid(), now, evaluation.Vantage, result.GetValue(AuditCommands.LanguageOption),
            Version);
        using var output = new ReportOutput(screen, result.GetValue(RunOptions.Output));
        var report = Report(result, output, targets.Count == 1);
        survey = survey with
        {
            RegistryValues = [.. imported.SelectMany(check => check.Settings).Select(rule => rule.Setting.Policy!)],
        };
        var run = new AuditRun(survey, evaluation, waivers);
        RunSummary summary;
        using (var progress = new HostProgress(screen, !Console.IsErrorRedirected, targets.Count, TimeProvider.System))
        {
            report.Begin(info);
            summary = await run.RunAsync(targets, host =>
            {
                progress.Count();
                output.Guarded(() => report.Add(host));
            }, cancellationToken);
        }

        output.Guarded(() => report.End(summary));
        output.Complete();
        if (summary.Reached == 0 && targets.Count == 1)
            throw new CommandException(ExitCode.Failed,
                $"{targets.First}: not reached: no port answered; check the name, the network and firewalls");
        return Code(result, summary, targets.Count);
    }

    /// <summary>The exit code of a report.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="summary">What was found.</param>
    /// <param name="hosts">How many hosts the run is about.</param>
    internal static int Code(ParseResult result, RunSummary summary, int hosts)
    {
        if (summary.Reached == 0)
            throw new CommandException(ExitCode.Failed, $"none of {hosts} hosts was reached; check the network and firewalls");
        if (result.GetValue(RunOptions.RequireAll) && summary.Reached < hosts)
            throw new CommandException(ExitCode.Failed, $"{hosts - summary.Reached} of {hosts} hosts were not reached");
        return summary.AtLeast(result.GetValue(RunOptions.FailOn)) > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    internal static IReport Report(ParseResult result, ReportOutput output, bool isSingle) => result.GetValue(RunOptions.Format) switch
    {
        "json" => new JsonReport(output.Writer),
        "csv" => new CsvReport(output.Writer),
        "junit" => new JunitReport(output.Writer),
        "sarif" => new SarifReport(output.Writer),
        "html" => new HtmlReport(output.Writer),
        "ocsf" => new OcsfReport(output.Writer),
        _ => new TextReport(output.Screen, isSingle, result.GetValue(RunOptions.All)),
    };

    /// <summary>What a worker itself decides: how many hosts at once, and whom it trusts.</summary>
    internal static SurveyOptions Worker(ParseResult result)
    {
        var parallel = result.GetValue(RunOptions.Parallel);
        if (parallel is < 1 or > 1000) throw new CommandException(ExitCode.Failed, $"--parallel: {parallel} is not between 1 and 1000");
        return new()
        {
            Hosts = parallel, Authorities = Authorities(result.GetValue(RunOptions.Authorities)),
            // Whoever only adds a run to a store is asked for no password.
            Logon = result.GetValue(RunOptions.Queue) ? null : AuditLogon.Read(result),
        };
    }

    private static SurveyOptions Survey(ParseResult result)
    {
        var options = Worker(result) with
        {
            TlsPorts = [.. (result.GetValue(RunOptions.TlsPort) ?? []).Select(port => Port("--tls-port", port))],
            WithNeighbours = !result.GetValue(RunOptions.DoorsOnly),
            MapperPort = Port("--rpc-port", result.GetValue(RunOptions.RpcPort)),
            HttpPort = Port("--http-port", result.GetValue(RunOptions.HttpPort)),
            HttpsPort = Port("--https-port", result.GetValue(RunOptions.HttpsPort)),
        };
        return result.GetValue(RunOptions.Timeout) is { } timeout ? options with { ConnectTimeout = timeout } : options;
    }

    private static int Port(string option, int port) => port is >= 1 and <= 65535 ? port
        : throw new CommandException(ExitCode.Failed, $"{option}: {port} is not a port");

    internal static X509Certificate2Collection? Authorities(string? file)
    {
        if (file is null) return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CommandException(ExitCode.Failed, $"the authorities in {file} cannot be read: {failure.Message}", failure);
        }

        return authorities.Count > 0 ? authorities : throw new CommandException(ExitCode.Failed, $"{file} contains no PEM certificate");
    }

    internal static WaiverList Waivers(string? file, DateTimeOffset now)
    {
        if (file is null) return WaiverList.Empty;
        try
        {
            return WaiverList.Read(file, File.ReadAllText(file), now);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"the waivers {file} cannot be read: {failure.Message}", failure);
        }
        catch (WaiverException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }
    }
}
