using System.CommandLine;
using Sekimori.App.Terminal;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc`: queries RPC servers.</summary>
internal static class RpcCommands
{
    public static void AddTo(RootCommand root) => root.Subcommands.Add(new Command("rpc", "Query RPC servers.")
    {
        Dump(),
        Map(),
        Interfaces(),
        Ping(),
    });

    private static Command Dump() =>
        new Command("dump", "List the endpoints registered with a host's endpoint mapper.")
        {
            RpcTarget.Host, RpcTarget.Timeout, StandardOptions.Json
        }
        .AsSomebody().Does(DumpCommand.RunAsync);

    private static Command Map() =>
        new Command("map", "Find the endpoint of an interface through a host's endpoint mapper.")
        {
            RpcTarget.Host, RpcTarget.Interface, RpcTarget.Timeout, StandardOptions.Json
        }
        .AsSomebody().Does(MapCommand.RunAsync);

    private static Command Interfaces() =>
        new Command("interfaces", "List the interfaces of an endpoint.") { RpcTarget.Endpoint, RpcTarget.Timeout, StandardOptions.Json }
        .AsSomebody().Does(InterfacesCommand.RunAsync);

    private static Command Ping() =>
        new Command("ping", "Test a server step by step: reachability, bind, schemes, names, clock, logon.")
        {
            RpcTarget.Endpoint, RpcTarget.Timeout, StandardOptions.Json
        }
        .AsSomebody().Does(PingCommand.RunAsync);
}
