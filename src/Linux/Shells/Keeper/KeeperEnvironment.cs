using System.Collections;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>The environment of a keeper: what .NET needs to start, tuned for a small process, and nothing of the server's own.</summary>
internal static class KeeperEnvironment
{
    // A keeper holds one command line at a time: no second heap thread, no profile of hot code, no diagnostics port, 96 MiB of heap at
    // most.
    private static readonly string[] Lean =
    [
        "DOTNET_gcServer=0", "DOTNET_gcConcurrent=0", "DOTNET_TieredPGO=0", "DOTNET_EnableDiagnostics=0",
        "DOTNET_GCHeapHardLimit=0x6000000", "DOTNET_GCgen0size=0x80000",
    ];

    internal static List<string> Lines(ShellSettings settings) => [.. Lines(), $"{ShellEnvironment.Tag}={settings.Instance:x8}/keeper"];

    /// <summary>The same without the tag that marks what a killed server left behind: for processes that outlive a server.</summary>
    internal static List<string> Lines()
    {
        var lines = new List<string>(Lean);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name is "PATH" or "HOME" or "LD_LIBRARY_PATH" or "TMPDIR" || (name.StartsWith("DOTNET_ROOT", StringComparison.Ordinal))
                || name == "DOTNET_BUNDLE_EXTRACT_BASE_DIR")
                lines.Add(name + "=" + variable.Value);
        }

        return lines;
    }
}
