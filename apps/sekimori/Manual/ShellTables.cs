using System.CommandLine;
using System.Text;

namespace Sekimori.App.Manual;

/// <summary>Two functions in the common language of bash and zsh: what may follow a command, and what an option wants.</summary>
internal static class ShellTables
{
    // Not `path`, `commands`, `options`: zsh gives these a meaning of its own.
    private const string Names = "subcommands='' flags='' values='' kind=''";

    /// <summary>The text of both functions. They set subcommands, flags, values and kind, which the caller declares.</summary>
    public static string Write(RootCommand root)
    {
        var text = new StringBuilder();
        text.Append($"_sekimori_at() {{\n    {Names}\n    case \"$1\" in\n");
        foreach (var (path, command) in CommandTree.All(root)) text.Append($"    '{path}') {At(command, root)} ;;\n");
        text.Append($"    esac\n}}\n_sekimori_value() {{\n    {Names}\n    case \"$1 $2\" in\n");
        var options =
            from entry in CommandTree.All(root)
            from option in CommandTree.Options(entry.Command, root)
            let value = ExpectedValue.Of(option)
            where value is not null
            from spelling in CommandTree.Spellings(option)
            group $"'{entry.Path} {spelling}'" by Assignments(value);
        foreach (var same in options) text.Append($"    {string.Join(" | ", same)}) {same.Key} ;;\n");
        text.Append("    *) return 1 ;;\n    esac\n}\n");
        return text.ToString();
    }

    private static string At(Command command, RootCommand root)
    {
        var children = string.Join(' ', CommandTree.Children(command).Select(child => child.Name));
        var flags = string.Join(' ', CommandTree.Options(command, root).SelectMany(CommandTree.Spellings));
        var values = CommandTree.Arguments(command).Select(ExpectedValue.Of).ToList();
        var all = new ExpectedValue([.. values.SelectMany(value => value.Words)], values.Find(value => value.Kind.Length > 0)?.Kind ?? "");
        return $"subcommands='{children}' flags='{flags}' {Assignments(all)}";
    }

    private static string Assignments(ExpectedValue value) => $"values='{string.Join(' ', value.Words)}' kind='{value.Kind}'";
}
