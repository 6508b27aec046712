using System.CommandLine;
using System.Globalization;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Gateway;

/// <summary>sekimori targets: the hosts behind the gateway.</summary>
internal static class TargetCommands
{
    private static readonly Argument<string[]> Names = new("TARGET")
    {
        Description = "Test these targets alone.", Arity = ArgumentArity.ZeroOrMore
    };

    private static readonly Option<string?> For = new("--for")
    {
        Description = "Test \"as: transition\" for this user of the realm.", HelpName = "USER"
    };

    public static void AddTo(RootCommand root)
    {
        var targets = new Command("targets", "List and test the hosts behind the gateway.");
        targets.Add(new Command("list", "List the targets of a settings file.")
        {
            ServeOptions.SettingsFile, StandardOptions.Json
        }.Does((result, screen, _) => Task.FromResult(List(Read(result), screen))));
        targets.Add(new Command("test", "Connect to the targets from this machine: names, networks, ports, certificates, delegation.")
        {
            Names, For, ServeOptions.SettingsFile, StandardOptions.Json
        }.Does(TestAsync));
        root.Add(targets);
    }

    private static int List(GatewaySettings settings, Screen screen)
    {
        if (screen.IsJson)
        {
            screen.Json([.. settings.Targets.Select(ListedTarget.Of)], TargetJson.Default.IReadOnlyListListedTarget);
            return ExitCode.Done;
        }
        var table = new Table("name", "address", "ports", "ws-man", "as");
        foreach (var target in settings.Targets)
            table.Add(target.Name, target.Address, ListedTarget.PortsOf(target),
                target.WsMan?.ToString() ?? (target.IsWsManBridged ? "bridge" : ""), ListedTarget.IdentityOf(target));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<int> TestAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var settings = Read(result);
        var keytab = ServeOptions.Settings(result).Logon.Keytab;
        var wanted = result.GetValue(Names) ?? [];
        foreach (var name in wanted)
        {
            if (!settings.Targets.Any(target => target.Names.Contains(name, StringComparer.OrdinalIgnoreCase)))
                throw new CommandException(ExitCode.Failed, $"'{name}' is not a target of the settings (see: sekimori targets list)");
        }
        var steps = new List<TargetStep>();
        foreach (var host in new TargetTable(settings).All)
        {
            if (wanted.Length > 0 && !host.Settings.Names.Intersect(wanted, StringComparer.OrdinalIgnoreCase).Any()) continue;
            steps.AddRange(await TargetProbe.RunAsync(host, settings, cancellationToken));
            if (host.Settings is { IsDelegated: true, WsMan: not null })
                steps.Add(await DelegationProbe.RunAsync(host, settings, keytab, result.GetValue(For), cancellationToken));
        }
        if (screen.IsJson) screen.Json(steps, TargetJson.Default.IReadOnlyListTargetStep);
        else
        {
            var table = new Table("target", "step", "result", ">ms", "finding");
            foreach (var step in steps)
                table.Add(step.Target, step.Step, step.Good ? "good" : "bad", step.Milliseconds.ToString("0", CultureInfo.InvariantCulture),
                    step.Finding);
            screen.Write(table);
        }
        return steps.All(step => step.Good) ? ExitCode.Done : ExitCode.Refused;
    }

    private static GatewaySettings Read(ParseResult result)
    {
        if (result.GetValue(ServeOptions.SettingsFile) is null)
            throw new CommandException(ExitCode.Failed, "targets are in the settings file of the gateway: specify --settings FILE");
        return ServeOptions.Settings(result).Gateway is { Targets.IsEmpty: false } gateway
            ? gateway
            : throw new CommandException(ExitCode.Failed, "the settings file has no targets, under gateway: targets");
    }
}
