using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.WsMan.Probe;

namespace Sekimori.App.Wmi;

/// <summary>`sekimori wmi ping HOST`: finds the step on the way to a namespace that fails, and what to do about it.</summary>
internal static class WmiPingCommand
{
    public static void AddTo(Command group) => group.Subcommands.Add(new Command(
        "ping",
        "Test a server step by step: name, route, ports, version, clock, logon, activation, rights. The exit code is 1 if a step failed.")
    {
        WmiTarget.Host, StandardOptions.Json
    }.ReachingWmi().Does(PingAsync));

    private static async Task<int> PingAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var binding = WmiTarget.BindingOf(result);
        var options = WmiTarget.OptionsOf(result);
        var ping = new WmiPing(binding, WmiLogon.CredentialOf(result, binding.Host), options, TimeProvider.System);
        var steps = new List<ProbeStep>();
        await foreach (var step in ping.RunAsync(cancellationToken))
        {
            steps.Add(step);
            if (!screen.IsJson) screen.Line(ProbeView.Line(step));
        }

        var advice = ping.Failure is { } failure ? WmiAdvice.AdviceOf(failure) : "";
        if (screen.IsJson)
        {
            screen.Json(new JsonObject
            {
                ["host"] = binding.Host, ["port"] = binding.Port, ["namespace"] = options.Namespace.Replace('\\', '/'),
                ["failure"] = ping.Failure is { } kind ? JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()) : null,
                ["advice"] = advice.Length > 0 ? advice : null,
                ["steps"] = new JsonArray([.. steps.Select(ProbeView.Json)]),
            }, WsManJson.Default.JsonNode);
        }
        else if (ping.Failure is { } found)
        {
            screen.Line();
            screen.Line($"{WmiAdvice.TitleOf(found)}{(advice.Length > 0 ? ": " + advice : "")}");
        }

        return ping.Failure is not null || steps.Exists(step => step.Outcome == ProbeOutcome.Bad) ? ExitCode.Refused : ExitCode.Done;
    }
}
