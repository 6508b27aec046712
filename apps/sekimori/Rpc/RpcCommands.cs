using System.CommandLine;
using Sekimori.App.Terminal;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc`: asks RPC servers what they offer.</summary>
internal static class RpcCommands
{
    public static void AddTo(RootCommand root) => root.Subcommands.Add(new Command("rpc", "Ask RPC servers what they offer.")
    {
        Dump(),
        Map(),
        Interfaces(),
        Ping(),
    });

    private static Command Dump() => new Command("dump", "List every endpoint that a host's endpoint mapper knows.") { RpcTarget.Host, RpcTarget.Timeout, StandardOptions.Json }
        .AsSomebody().Does(DumpCommand.RunAsync);

    private static Command Map() => new Command("map", "Ask a host's endpoint mapper where an interface is served.") { RpcTarget.Host, RpcTarget.Interface, RpcTarget.Timeout, StandardOptions.Json }
        .AsSomebody().Does(MapCommand.RunAsync);

    private static Command Interfaces() => new Command("interfaces", "List the interfaces that one endpoint serves.") { RpcTarget.Endpoint, RpcTarget.Timeout, StandardOptions.Json }
        .AsSomebody().Does(InterfacesCommand.RunAsync);

    private static Command Ping() => new Command("ping", "Say step by step what a server answers: reachable, bind, schemes, names, clock, logon.") { RpcTarget.Endpoint, RpcTarget.Timeout, StandardOptions.Json }
        .AsSomebody().Does(PingCommand.RunAsync);
}
