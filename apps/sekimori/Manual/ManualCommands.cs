using System.CommandLine;
using Sekimori.App.Terminal;

namespace Sekimori.App.Manual;

/// <summary>
/// Manual pages and shell completion, written from the commands themselves. The packages contain what these commands print.
/// </summary>
internal static class ManualCommands
{
    /// <summary>Adds the commands. They describe those that <paramref name="root"/> has by then.</summary>
    public static void AddTo(RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var completion = new Command("completion", "Print the completion script of a shell.") { shell };
        completion.SetAction(result => Print(Completion.Script(root, result.GetValue(shell)!)));
        root.Subcommands.Add(completion);

        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder to write to; it is created." };
        var manual = new Command("man-pages", "Write the manual pages to a folder.") { folder };
        manual.Hidden = true;
        manual.SetAction(result => Write(root, result.GetValue(folder)!));
        root.Subcommands.Add(manual);
    }

    private static int Print(string text)
    {
        Console.Out.Write(text);
        return ExitCode.Done;
    }

    private static int Write(RootCommand root, DirectoryInfo folder)
    {
        folder.Create();
        foreach (var (name, page) in ManPage.All(root)) File.WriteAllText(Path.Combine(folder.FullName, name), page);
        return ExitCode.Done;
    }
}
