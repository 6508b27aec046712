using System.CommandLine;

namespace Sekimori.App.WsMan;

internal static class WsManCommands
{
    public static void AddTo(RootCommand root)
    {
    }
}
