using Sekimori.Linux.Shells.Keeper;

namespace Sekimori.App.Keeper;

/// <summary>The program that keeps a shell.</summary>
internal static class ShellKeeperProgram
{
    /// <summary>
    /// The native program beside this one, if `run` has built it: it starts in a few milliseconds and uses a few megabytes. Otherwise this
    /// program.
    /// </summary>
    public static IReadOnlyList<string> Command()
    {
        var here = Path.GetDirectoryName(Environment.ProcessPath) ?? "/";
        var native = Path.Combine(Path.GetDirectoryName(here) ?? "/", "sekimori");
        return Path.GetFileName(here) == "whole" && File.Exists(native) ? [native] : ShellKeeper.ThisProgram;
    }
}
