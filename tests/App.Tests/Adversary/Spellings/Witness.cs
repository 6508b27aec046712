using System.Diagnostics;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>A process whose name nobody else has: where the name comes, data about processes has come.</summary>
internal static class Witness
{
    private static readonly string s_folder = Directory.CreateTempSubdirectory("adversary-").FullName;

    /// <summary>Its name.</summary>
    public static string Name { get; } = $"adv{Random.Shared.Next(10_000_000, 99_999_999)}";

    private static readonly Process s_process = Start();

    /// <summary>Its number.</summary>
    public static int Process => s_process.Id;

    /// <summary>The primary group of the first user: it has a member.</summary>
    public static string Group
    {
        get;
    } = File.ReadLines("/etc/group").Select(line => line.Split(':'))
        .First(group => group[2] == File.ReadLines("/etc/passwd").First().Split(':')[3])[0];

    /// <summary>Ends it.</summary>
    public static void End()
    {
        s_process.Kill();
        s_process.WaitForExit();
        s_process.Dispose();
        Directory.Delete(s_folder, recursive: true);
    }

    // The kernel's name of a process is its file's: a copy of sleep has another.
    private static Process Start()
    {
        var file = Path.Combine(s_folder, Name);
        File.Copy("/bin/sleep", file);
        return System.Diagnostics.Process.Start(file, ["3600"]);
    }
}
