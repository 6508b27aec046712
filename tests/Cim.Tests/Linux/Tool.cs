using System.Diagnostics;

namespace Sekimori.Linux.Tests;

/// <summary>Runs one of the host's own tools; a test whose tool is not installed is skipped.</summary>
internal static class Tool
{
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
        var output = process!.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public static string[][] Table(string program, params string[] arguments) =>
        [.. Run(program, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
}
