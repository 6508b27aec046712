using System.CommandLine;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan.Probe;

namespace Sekimori.App.WsMan;

/// <summary>`sekimori wsman ping URL`: finds the step on the way to a service that fails.</summary>
internal static class PingCommand
{
    private static readonly Option<bool> NoShell = new("--no-shell") { Description = "Do not try to open a shell." };

    public static Command Make(Argument<string> url) =>
        new Command(
        "ping", "Test a service step by step: name, connection, TLS, schemes, clock, logon, shell. The exit code is 1 if a step failed.")
        {
            url, NoShell, StandardOptions.Json
        }
            .Reaching().Does((result, screen, cancellationToken) =>
            PingAsync(result, screen, result.GetRequiredValue(url), cancellationToken));

    private static async Task<int> PingAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        var (address, options) = WsManConnectOptions.Read(result, url);
        var probe = new WsManProbe(address, options, TimeProvider.System);
        var steps = new List<ProbeStep>();
        await foreach (var step in probe.RunAsync(!result.GetValue(NoShell), cancellationToken))
        {
            steps.Add(step);
            if (!screen.IsJson) screen.Line(ProbeView.Line(step));
        }

        if (screen.IsJson) screen.Json(new JsonArray([.. steps.Select(ProbeView.Json)]), WsManJson.Default.JsonNode);
        return steps.Any(step => step.Outcome == ProbeOutcome.Bad) ? ExitCode.Refused : ExitCode.Done;
    }
}
