using System.CommandLine;
using System.Net;
using Sekimori.App.Settings;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.Gateway;
using Sekimori.Client.WsMan;

namespace Sekimori.App.Gateway;

/// <summary>sekimori connect: a target's management ports on this machine's loopback address.</summary>
internal static class ConnectCommand
{
    // WS-Management and the endpoint mapper; the rest is what the mapper names.
    private static readonly int[] UsualPorts = [135, 5985, 5986];

    // Each is a logon; of a range that is refused, some ports tell enough.
    private const int MostChecked = 8;

    private static readonly Argument<string> Gate = new("GATE") { Description = "The gate: host, host:port or https://host:port." };
    private static readonly Option<string> Target = new("--target")
    {
        Description = "The target, by its name at the gate.", HelpName = "NAME", Required = true
    };
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "The loopback address to listen on (default: 127.0.0.1).",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    private static readonly Option<string[]> Port = new("--port", "-p")
    {
        Description = "Open these ports instead of 135, 5985 and 5986; may be repeated.", HelpName = "PORT|FIRST-LAST"
    };
    private static readonly Option<bool> AnyUser = new("--any-user")
    {
        Description = "Let other users of this machine use the ports, with your logon at the gate."
    };

    public static void AddTo(RootCommand root) =>
        root.Add(new Command("connect", "Reach a host behind a gateway: its management ports on a loopback address of this machine.")
        {
            Gate, Target, Listen, Port, AnyUser,
        }.Reaching().Does(RunAsync));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        if (!SettingValues.Address(result.GetValue(Listen)!, out var listen, out _) || !IPAddress.IsLoopback(listen))
            throw new CommandException(ExitCode.Failed,
                $"--listen: '{result.GetValue(Listen)}' is not a loopback address, and other machines must not use your logon");
        var ports = result.GetValue(Port) is { Length: > 0 } own ? [.. own.SelectMany(Ports).Distinct()] : UsualPorts;
        if (ports.Length > Connector.MostPorts)
            throw new CommandException(ExitCode.Failed, $"--port: a connector opens {Connector.MostPorts} ports at most");
        var (address, options) = WsManConnectOptions.Read(result, result.GetValue(Gate)!);
        if (address.Scheme != Uri.UriSchemeHttps) throw new CommandException(ExitCode.Failed, "a gate speaks https only");
        var target = result.GetValue(Target)!;
        var gate = new GatewayClient(address, options);
        await CheckAsync(gate, target, ports, cancellationToken);
        await using var connector = new Connector(gate, target, new ConnectorOptions
        {
            Listen = listen, Ports = ports, AnyUser = result.GetValue(AnyUser), Report = line => Report(screen, line),
        });
        connector.Start();
        Report(screen, $"{target} through {gate.Name}; stop with Ctrl-C");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return ExitCode.Done;
    }

    private static IEnumerable<int> Ports(string text) => SettingValues.Ports(text, out var range, out var reason)
        ? Enumerable.Range(range.First, range.Last - range.First + 1)
        : throw new CommandException(ExitCode.Failed, $"--port: {reason}");

    // A wrong password is told now, not by the first client's failure. A port that is refused may be one of several.
    private static async Task CheckAsync(GatewayClient gate, string target, IReadOnlyList<int> ports, CancellationToken cancellationToken)
    {
        WsManClientException? refusal = null;
        foreach (var port in ports.Take(MostChecked))
        {
            try
            {
                await using var stream = await gate.OpenAsync(target, port, cancellationToken);
                return;
            }
            catch (WsManClientException refused) when (refused.Failure == WsManFailure.HttpRefused)
            {
                refusal ??= refused;
            }
        }
        throw refusal!;
    }

    private static void Report(Screen screen, string line)
    {
        lock (screen) screen.Line(line);
        screen.Output.Flush();
    }
}
