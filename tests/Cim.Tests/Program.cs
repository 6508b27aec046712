using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Tests;
using Xunit.Runner.InProc.SystemConsole;

namespace Sekimori.Cim.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (ShellKeeper.IsRequested(arguments)) return ShellKeeper.Run(arguments);
        if (arguments is [TestServer.Argument, var instance, var user, var command])
            return await TestServer.RunAsync(uint.Parse(instance), user, command);
        return await ConsoleRunner.Run(arguments);
    }
}
