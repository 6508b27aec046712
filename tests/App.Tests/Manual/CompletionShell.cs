using Sekimori.App.Manual;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Manual;

/// <summary>A shell that has read its completion script.</summary>
internal static class CompletionShell
{
    /// <summary>Runs <paramref name="program"/> in a shell; its first argument is the script's file.</summary>
    /// <param name="shell">bash, zsh or fish.</param>
    /// <param name="program">What is run, in the shell's language.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="words">Its further arguments.</param>
    /// <returns>The lines of its output.</returns>
    public static async Task<string[]> RunAsync(string shell, string program, string input, params string[] words)
    {
        if (!File.Exists($"/usr/bin/{shell}")) Assert.Skip($"{shell} is not here");
        using var folder = new TemporaryFolder();
        var script = folder.Write($"sekimori.{shell}", Completion.Script(Commands.Root(), shell));
        // Neither reads the settings of whoever runs the tests. fish has no $0.
        string[] start = shell switch
        {
            "bash" => ["--norc", "--noprofile", "-c", program, shell],
            "zsh" => ["-f", "-c", program, shell],
            _ => ["--no-config", "-c", program],
        };
        await using var command = Command.StartProgramWith(input, $"/usr/bin/{shell}", [.. start, script, .. words]);
        var exitCode = await command.EndAsync();
        Assert.Equal((0, ""), (exitCode, command.Error));
        return command.Output.Split('\n', StringSplitOptions.None)[..^1];
    }
}
