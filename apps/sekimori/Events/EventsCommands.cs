using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Detection.Sigma;

namespace Sekimori.App.Events;

/// <summary>sekimori events: reads Windows event logs.</summary>
internal static class EventsCommands
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Event logs (.evtx), or events exported as JSON or XML; '-' is standard input.", Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> RuleFiles = new("--rules")
    {
        Description = "Additional Sigma rules: files, or folders with *.yml.", HelpName = "PATH", AllowMultipleArgumentsPerToken = true
    };

    private static readonly Option<bool> NoRules = new("--no-rules") { Description = "Raise no alerts." };

    private static readonly Option<Severity> Least = new("--severity")
    {
        Description = "The minimum severity of alerts: informational, low, medium, high, critical.", DefaultValueFactory = _ => Severity.Low
    };

    public static void AddTo(RootCommand root)
    {
        var events = new Command("events", "Read Windows event logs and evaluate Sigma rules on them.")
        {
            Files, StandardOptions.Json, RuleFiles, NoRules, Least
        };
        root.Add(events.Does((result, screen, cancellation) => Task.FromResult(new EventsRun(screen, new()
        {
            Files = result.GetValue(Files)!, RuleFiles = result.GetValue(RuleFiles) ?? [],
            HasRules = !result.GetValue(NoRules), Least = result.GetValue(Least),
        }).Run(cancellation))));
    }
}
