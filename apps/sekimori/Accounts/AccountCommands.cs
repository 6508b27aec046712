using System.CommandLine;

namespace Sekimori.App.Accounts;

internal static class AccountCommands
{
    public static void AddTo(RootCommand root)
    {
    }
}
