using System.Collections.Concurrent;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>Files that processes would make. Those of denied requests are looked for once more at the end: a process may be slow.</summary>
internal static class Markers
{
    private static readonly DirectoryInfo s_folder = Directory.CreateTempSubdirectory("adversary-");
    private static readonly ConcurrentBag<string> s_forbidden = [];

    public static string New() => Path.Combine(s_folder.FullName, Guid.NewGuid().ToString("N"));

    /// <summary>Nothing may ever make this file.</summary>
    public static void Forbid(string marker) => s_forbidden.Add(marker);

    /// <summary>Looks for all of them, and removes the folder.</summary>
    /// <exception cref="InvalidOperationException">One is there.</exception>
    public static async Task CheckAsync()
    {
        await Task.Delay(1000);
        var made = s_forbidden.Where(File.Exists).ToList();
        s_folder.Delete(recursive: true);
        if (made.Count > 0) throw new InvalidOperationException($"{made.Count} processes were started late that nobody may start");
    }
}
