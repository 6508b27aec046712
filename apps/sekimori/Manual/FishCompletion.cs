using System.CommandLine;
using System.Text;

namespace Sekimori.App.Manual;

/// <summary>The completion script of fish, with descriptions.</summary>
internal static class FishCompletion
{
    /// <summary>The script for the commands of <paramref name="root"/>.</summary>
    public static string Write(RootCommand root)
    {
        var all = CommandTree.All(root).ToList();
        var text = new StringBuilder($$"""
            # fish completion for sekimori; `sekimori completion fish` writes it.
            function __sekimori_at
                set -l paths {{string.Join(' ', all.Where(entry => entry.Path.Length > 0).Select(entry => $"'{entry.Path}'"))}}
                set -l tokens (commandline -opc)
                set -e tokens[1]
                set -l at ''
                for token in $tokens
                    set -l longer (string trim -- "$at $token")
                    if contains -- $longer $paths
                        set at $longer
                    end
                end
                test "$at" = "$argv[1]"
            end
            complete -c sekimori -f

            """);
        foreach (var (path, command) in all)
        {
            var start = $"complete -c sekimori -n \"__sekimori_at '{path}'\"";
            foreach (var child in CommandTree.Children(command))
                text.Append($"{start} -f -a {child.Name} -d '{Quoted(child.Description)}'\n");
            foreach (var argument in CommandTree.Arguments(command)) text.Append(Argument(start, ExpectedValue.Of(argument)));
            foreach (var option in CommandTree.Options(command, root))
                text.Append($"{start}{Names(option)}{Value(ExpectedValue.Of(option))} -d '{Quoted(option.Description)}'\n");
        }

        return text.ToString();
    }

    private static string Names(Option option) => string.Concat(CommandTree.Spellings(option).Select(name =>
        name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}"));

    private static string Argument(string start, ExpectedValue value) => value switch
    {
        { Words.Count: > 0 } => $"{start} -f -a '{string.Join(' ', value.Words)}'\n",
        { Kind: "file" } => $"{start} -F\n",
        { Kind: "folder" } => $"{start} -f -a '(__fish_complete_directories)'\n",
        _ => "",
    };

    private static string Value(ExpectedValue? value) => value switch
    {
        null => "",
        { Words.Count: > 0 } => $" -x -a '{string.Join(' ', value.Words)}'",
        { Kind: "file" } => " -r -F",
        { Kind: "folder" } => " -x -a '(__fish_complete_directories)'",
        _ => " -x",
    };

    private static string Quoted(string? text) =>
        (text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
