using System.CommandLine;
using Sekimori.App.Settings;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.Gateway;
using Sekimori.Client.WsMan;

namespace Sekimori.App.Gateway;

/// <summary>sekimori gate login: opens RPC at the outer addresses of targets for this machine's address.</summary>
internal static class LoginCommand
{
    // A site's operator works with some tens of hosts; each is a connection to the gate.
    private const int MostTargets = 64;

    private const int MapperPort = 135;

    private static readonly Argument<string> Gate = new("GATE") { Description = "The gate: host, host:port or https://host:port." };
    private static readonly Option<string[]> Target = new("--target")
    {
        Description = "A target, by its name at the gate; may be repeated.", HelpName = "NAME", Required = true
    };
    private static readonly Option<string?> For = new("--for")
    {
        Description = "End the command at once; the logon lasts for this time, 15 minutes at most.", HelpName = "TIME"
    };

    public static void AddTo(Command gate) =>
        gate.Add(new Command("login", "Log on at a gateway: RPC tools on this machine then reach targets at their outer addresses.")
        {
            Gate, Target, For,
        }.Reaching().Does(RunAsync));

    private static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var targets = result.GetValue(Target)!.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (targets.Count > MostTargets)
            throw new CommandException(ExitCode.Failed, $"--target: a command logs on for {MostTargets} targets at most");
        var lasts = Lasts(result.GetValue(For));
        var (address, options) = WsManConnectOptions.Read(result, result.GetValue(Gate)!);
        if (address.Scheme != Uri.UriSchemeHttps) throw new CommandException(ExitCode.Failed, "a gate speaks https only");
        var gate = new GatewayClient(address, options);
        var logins = new List<(string Target, GatewayLogin Login)>();
        try
        {
            foreach (var target in targets)
            {
                var login = await GatewayLogin.OpenAsync(gate, target, MapperPort, lasts, cancellationToken);
                logins.Add((target, login));
                screen.Line($"{target} is {login.Outer}{(lasts is { } time ? $" for {time.TotalSeconds:0} s" : "")}");
                screen.Output.Flush();
            }
            return lasts is null ? await HoldAsync(logins, screen, cancellationToken) : ExitCode.Done;
        }
        finally
        {
            foreach (var (_, login) in logins) await login.DisposeAsync();
        }
    }

    private static async Task<int> HoldAsync(
        List<(string Target, GatewayLogin Login)> logins, Screen screen, CancellationToken cancellationToken)
    {
        screen.Line("Open until this command ends; stop with Ctrl-C");
        screen.Output.Flush();
        var held = logins.ConvertAll(one => one.Login.HoldAsync(cancellationToken));
        var first = await Task.WhenAny(held);
        if (cancellationToken.IsCancellationRequested) return ExitCode.Done;
        throw new WsManClientException(WsManFailure.HttpRefused,
            $"the logon for {logins[held.IndexOf(first)].Target} has ended: {await first}");
    }

    private static TimeSpan? Lasts(string? text)
    {
        if (text is null) return null;
        if (!SettingValues.Time(text, out var time, out var reason)) throw new CommandException(ExitCode.Failed, $"--for: {reason}");
        return time >= TimeSpan.FromSeconds(1) && time <= GatewayLogin.Longest
            ? time
            : throw new CommandException(ExitCode.Failed,
                $"--for: '{text}' is not between 1 s and {GatewayLogin.Longest.TotalMinutes:0} minutes");
    }
}
