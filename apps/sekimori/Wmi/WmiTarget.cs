using System.CommandLine;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;
using Sekimori.Client.Wmi;
using static Sekimori.App.Cim.CimOperands;

namespace Sekimori.App.Wmi;

/// <summary>The server of a WMI command, and how to reach it.</summary>
internal static class WmiTarget
{
    /// <summary>The server.</summary>
    public static Argument<RpcBinding> Host { get; } = RpcTarget.Binding("HOST", "A name or address.");

    /// <summary>The most objects of an answer.</summary>
    public static Option<int> Items { get; } = new("--max-items")
    {
        Description = "The maximum number of objects (default: 1000000).", HelpName = "N", DefaultValueFactory = _ => 1_000_000
    };

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "The port of the object resolver (default: 135).", HelpName = "PORT"
    };

    private static readonly Option<TimeSpan?> Timeout = RpcTarget.TimeOption(
        "--timeout", "The longest wait for the connection, and then for each answer of the server (default: 30 s).");

    /// <summary>Adds the options to a command.</summary>
    public static Command ReachingWmi(this Command command)
    {
        foreach (var option in (IEnumerable<Option>)[Namespace, .. WmiLogon.Options, Port, Timeout]) command.Options.Add(option);
        return command;
    }

    /// <summary>The server and its port.</summary>
    public static RpcBinding BindingOf(ParseResult result)
    {
        var binding = result.GetRequiredValue(Host);
        if (binding.Path is not null) throw new CommandException(ExitCode.Failed, $"{binding} is no host: WMI needs TCP");
        if (result.GetValue(Port) is not { } port) return RpcTarget.WithPort(binding);
        if (port is < 1 or > 65535) throw new CommandException(ExitCode.Failed, "--port must be 1 to 65535");
        return binding.Port is null or RpcBinding.EndpointMapperPort || binding.Port == port
            ? binding with { Port = port }
            : throw new CommandException(ExitCode.Failed, $"{binding} and --port {port} contradict each other");
    }

    /// <summary>How long to wait.</summary>
    public static TimeSpan TimeoutOf(ParseResult result) => result.GetValue(Timeout) ?? new WmiClientOptions().Timeout;

    /// <summary>How to speak to the server.</summary>
    public static WmiClientOptions OptionsOf(ParseResult result) => new()
    {
        Namespace = result.GetRequiredValue(Namespace).Trim('/', '\\').Replace('/', '\\'),
        Level = WmiLogon.LevelOf(result),
        Scheme = WmiLogon.SchemeOf(result),
        Target = WmiLogon.ServiceOf(result),
        Port = BindingOf(result).Port!.Value,
        Timeout = TimeoutOf(result),
        ConnectTimeout = TimeoutOf(result),
        MaxRows = MostOf(result),
    };

    // Commands for one object do not have the option.
    private static long MostOf(ParseResult result) => result.GetResult(Items) is null ? new WmiClientOptions().MaxRows
        : result.GetValue(Items) is >= 1 and var most ? most
        : throw new CommandException(ExitCode.Failed, "--max-items must be at least 1");
}
