using System.CommandLine;

namespace Sekimori.App.Manual;

/// <summary>Completion scripts: the words that may follow each command. They start no program, so that completion costs nothing.</summary>
internal static class Completion
{
    /// <summary>The script of a shell.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="shell">bash, zsh or fish.</param>
    public static string Script(RootCommand root, string shell) => shell switch
    {
        "fish" => FishCompletion.Write(root),
        "zsh" => ZshCompletion.Write(root),
        _ => BashCompletion.Write(root),
    };
}
