using System.CommandLine;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Threads;

namespace Sekimori.App.Gateway;

/// <summary>sekimori gate, targets, sessions, vault, connect: the gateway to other hosts.</summary>
internal static class GatewayCommands
{
    // A gate serves CONNECT over HTTPS, and nothing of this host unless the settings say so.
    private static readonly GateSettings Defaults = new()
    {
        Rpc = new RpcSettings { Port = 0 },
        WsManPorts = new WsManPorts { Http = 0 },
        Gateway = new GatewaySettings { IsAlone = true },
    };

    public static void AddTo(RootCommand root)
    {
        var gate = new Command("gate", "Serve a gateway: a policed and recorded way to the management ports of other hosts.");
        ServeOptions.AddTo(gate);
        LoginCommand.AddTo(gate);
        root.Add(gate.Does((result, screen, cancellation) =>
        {
            SocketThreads.PassOnInline();
            return ServeCommands.RunAsync(result, ServeOptions.Settings(result, Defaults), screen, cancellation);
        }));
        TargetCommands.AddTo(root);
        SessionCommands.AddTo(root);
        RequestCommands.AddTo(root);
        VaultCommands.AddTo(root);
        ConnectCommand.AddTo(root);
    }
}
