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

    public static Command Create() => new Command("run", "Check hosts over the network without a logon, or from their files.")
    {
        RunOptions.Targets, RunOptions.Format, RunOptions.Output, AuditCommands.LanguageOption, RunOptions.VantageOption, RunOptions.FailOn,
        RunOptions.RequireAll, RunOptions.Waivers, RunOptions.Authorities, RunOptions.Name, RunOptions.Timeout, RunOptions.Parallel,
        RunOptions.TlsPort, RunOptions.DoorsOnly, RunOptions.All,
    }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var targets = TargetList.Read(result.GetValue(RunOptions.Targets)!, result.GetValue(RunOptions.Name));
        var waivers = Waivers(result.GetValue(RunOptions.Waivers), now);
        var evaluation = new EvaluationOptions(now, result.GetValue(RunOptions.VantageOption));
        var info = new RunInfo(Guid.NewGuid(), now, evaluation.Vantage, result.GetValue(AuditCommands.LanguageOption),
            Version);
        using var output = new ReportOutput(screen, result.GetValue(RunOptions.Output));
        var report = Report(result, output, targets.Count == 1);
        var run = new AuditRun(Survey(result), evaluation, waivers);
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
        if (summary.Reached == 0)
            throw new CommandException(ExitCode.Failed, targets.Count == 1
                ? $"{targets.First}: not reached: no port answered; check the name, the network and firewalls"
                : $"none of {summary.Hosts} hosts was reached; check the network and firewalls");
        if (result.GetValue(RunOptions.RequireAll) && summary.Reached < summary.Hosts)
            throw new CommandException(ExitCode.Failed, $"{summary.Hosts - summary.Reached} of {summary.Hosts} hosts were not reached");
        return summary.AtLeast(result.GetValue(RunOptions.FailOn)) > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    internal static IReport Report(ParseResult result, ReportOutput output, bool isSingle) => result.GetValue(RunOptions.Format) switch
    {
        "json" => new JsonReport(output.Writer),
        "csv" => new CsvReport(output.Writer),
        "junit" => new JunitReport(output.Writer),
        "sarif" => new SarifReport(output.Writer),
        "html" => new HtmlReport(output.Writer),
        _ => new TextReport(output.Screen, isSingle, result.GetValue(RunOptions.All)),
    };

    private static SurveyOptions Survey(ParseResult result)
    {
        var parallel = result.GetValue(RunOptions.Parallel);
        if (parallel is < 1 or > 1000) throw new CommandException(ExitCode.Failed, $"--parallel: {parallel} is not between 1 and 1000");
        var ports = result.GetValue(RunOptions.TlsPort) ?? [];
        foreach (var port in ports)
            if (port is < 1 or > 65535) throw new CommandException(ExitCode.Failed, $"--tls-port: {port} is not a port");
        var options = new SurveyOptions
        {
            Hosts = parallel, TlsPorts = ports, WithNeighbours = !result.GetValue(RunOptions.DoorsOnly),
            Authorities = Authorities(result.GetValue(RunOptions.Authorities)),
        };
        return result.GetValue(RunOptions.Timeout) is { } timeout ? options with { ConnectTimeout = timeout } : options;
    }

    private static X509Certificate2Collection? Authorities(string? file)
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
