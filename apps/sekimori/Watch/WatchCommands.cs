using System.CommandLine;
using Sekimori.App.Map;
using Sekimori.App.Terminal;
using Sekimori.Detection.Sigma;

namespace Sekimori.App.Watch;

/// <summary>sekimori watch: reads captures.</summary>
internal static class WatchCommands
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Captures (pcap, pcapng); '-' is standard input.", Arity = ArgumentArity.OneOrMore
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

    private static readonly Option<MapFormat?> Map = new("--map")
    {
        Description = "Write the service map instead of the tables: table, json, dot or html.", HelpName = "FORMAT"
    };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "The file for --map (default: standard output).", HelpName = "FILE"
    };

    private static readonly Option<string?> Learn = new("--learn")
    {
        Description = "Add the observations to a baseline, which is created if missing.", HelpName = "FILE"
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "Compare the observations with a baseline: allowed, undecided or denied.", HelpName = "FILE"
    };

    public static void AddTo(RootCommand root)
    {
        var watch = new Command("watch",
            "Read captures and show their RPC, WMI and WS-Management traffic: calls, logons, users of services, and attacks.")
        {
            Files, StandardOptions.Json, RuleFiles, NoRules, Least, Map, Output, Learn, Against,
        };
        root.Add(watch.Does((result, screen, cancellation) => Task.FromResult(new WatchRun(screen, new()
        {
            Files = result.GetValue(Files)!, RuleFiles = result.GetValue(RuleFiles) ?? [],
            HasRules = !result.GetValue(NoRules), Least = result.GetValue(Least),
            Map = result.GetValue(Map), Output = result.GetValue(Output), Learn = result.GetValue(Learn),
            Against = result.GetValue(Against),
        }).Run(cancellation))));
    }
}
