using System.CommandLine;

namespace Sekimori.App.Rpc;

internal static class RpcCommands
{
    public static void AddTo(RootCommand root)
    {
    }
}
