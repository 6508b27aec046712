using System.CommandLine;
using Sekimori.App.Accounts;
using Sekimori.App.Cim;
using Sekimori.App.Events;
using Sekimori.App.Gateway;
using Sekimori.App.Keeper;
using Sekimori.App.Log;
using Sekimori.App.Manual;
using Sekimori.App.Map;
using Sekimori.App.Policy;
using Sekimori.App.Posture;
using Sekimori.App.Rpc;
using Sekimori.App.Rules;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.App.Watch;
using Sekimori.App.Wmi;
using Sekimori.App.WsMan;

namespace Sekimori.App;

/// <summary>All commands.</summary>
internal static class Commands
{
    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args) => CommandRun.InvokeAsync(Root(), args);

    /// <summary>The program with its commands.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Serve and guard the Windows management ports: RPC (135) and WS-Management (5985, 5986).");
        ServeCommands.AddTo(root);
        GatewayCommands.AddTo(root);
        KeeperCommands.AddTo(root);
        AccountCommands.AddTo(root);
        RpcCommands.AddTo(root);
        WsManCommands.AddTo(root);
        WmiCommands.AddTo(root);
        CimCommands.AddTo(root);
        WatchCommands.AddTo(root);
        MapCommands.AddTo(root);
        EventsCommands.AddTo(root);
        RulesCommands.AddTo(root);
        PolicyCommands.AddTo(root);
        AuditCommands.AddTo(root);
        LogCommands.AddTo(root);
        ManualCommands.AddTo(root);
        return root;
    }
}
