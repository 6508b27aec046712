using System.CommandLine;

namespace Sekimori.App.Cim;

internal static class CimCommands
{
    public static void AddTo(RootCommand root)
    {
    }
}
