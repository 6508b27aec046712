using System.Globalization;

namespace Sekimori.App.Data;

/// <summary>
/// The servers of this machine, found by the lock that each holds in its data folder: those visible to this user, all for root.
/// </summary>
internal static class RunningServers
{
    /// <summary>The file that a server holds open for as long as it runs.</summary>
    public const string LockFile = "serve.lock";

    /// <summary>Finds them; empty if there is no /proc.</summary>
    public static IReadOnlyList<(int Process, string Folder)> Find()
    {
        var found = new List<(int, string)>();
        if (!Directory.Exists("/proc/self/fd")) return found;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && FolderOf(process) is { } folder) found.Add((id, folder));
        }

        return found;
    }

    private static string? FolderOf(string process)
    {
        try
        {
            // The program by its own name, or run by dotnet: only these are searched for open descriptors.
            if (File.ReadAllText(Path.Combine(process, "comm")).Trim() is not ("sekimori" or "dotnet")) return null;
            foreach (var descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
            {
                if (new FileInfo(descriptor).LinkTarget is { } target && Path.GetFileName(target) == LockFile)
                    return Path.GetDirectoryName(target);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another peer's.
        }

        return null;
    }
}
