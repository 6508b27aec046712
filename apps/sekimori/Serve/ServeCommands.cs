using System.CommandLine;

namespace Sekimori.App.Serve;

internal static class ServeCommands
{
    public static void AddTo(RootCommand root)
    {
    }
}
