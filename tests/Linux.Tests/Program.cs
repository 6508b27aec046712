using Sekimori.Linux.Shells.Keeper;
using Xunit.Runner.InProc.SystemConsole;

namespace Sekimori.Linux.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] arguments) => ShellKeeper.IsRequested(arguments) ? ShellKeeper.Run(arguments) : await ConsoleRunner.Run(arguments);
}
