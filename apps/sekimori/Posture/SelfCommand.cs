using System.CommandLine;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate.Settings;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Reports;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit self`: the settings of a Sekimori server against the same rules.</summary>
internal static class SelfCommand
{
    private static readonly Argument<string?> Settings = new("SETTINGS")
    {
        Description = "The settings file of `sekimori serve` (default: the defaults of a server).", Arity = ArgumentArity.ZeroOrOne
    };

    public static Command Create() => new Command("self", "Check the settings of a Sekimori server.")
    {
        Settings, AuditCommands.LanguageOption, RunOptions.FailOn, RunOptions.Waivers, RunOptions.Format, RunOptions.All,
    }.Does((result, screen, _) => Task.FromResult(Run(result, screen)));

    private static int Run(ParseResult result, Screen screen)
    {
        var now = DateTimeOffset.UtcNow;
        var file = result.GetValue(Settings);
        var settings = file is null ? new GateSettings() : ServeOptions.ReadFile(file, new GateSettings());
        var facts = new HostFacts("self");
        facts.Add(SelfFacts.Of(settings, file ?? "", now));
        var waivers = RunCommand.Waivers(result.GetValue(RunOptions.Waivers), now);
        var findings = Evaluator.Evaluate(facts, new(now)).Where(finding => finding.Check.SeenBy.HasFlag(SeenBy.Self))
            .Select(finding => waivers.Apply(finding, now)).ToList();
        var host = new HostResult("self", true, findings, []);
        var summary = new RunSummary();
        summary.Add(host);
        using var output = new ReportOutput(screen, null);
        var report = RunCommand.Report(result, output, isSingle: true);
        report.Begin(new(Guid.NewGuid(), now, Vantage.Inside, result.GetValue(AuditCommands.LanguageOption), RunCommand.Version));
        output.Guarded(() => report.Add(host));
        output.Guarded(() => report.End(summary));
        output.Complete();
        return summary.AtLeast(result.GetValue(RunOptions.FailOn)) > 0 ? ExitCode.Refused : ExitCode.Done;
    }
}
