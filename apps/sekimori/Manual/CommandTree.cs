using System.CommandLine;

namespace Sekimori.App.Manual;

/// <summary>The commands that people see: hidden ones are in no page and in no completion.</summary>
internal static class CommandTree
{
    /// <summary>A command and all below it, each with the words that lead to it.</summary>
    /// <param name="command">Where to begin.</param>
    /// <param name="path">The words that lead there; empty for the program itself.</param>
    public static IEnumerable<(string Path, Command Command)> All(Command command, string path = "") =>
        Children(command).SelectMany(child => All(child, path.Length == 0 ? child.Name : $"{path} {child.Name}")).Prepend((path, command));

    /// <summary>The commands one level below.</summary>
    public static IEnumerable<Command> Children(Command command) => command.Subcommands.Where(child => !child.Hidden);

    /// <summary>The arguments of a command.</summary>
    public static IEnumerable<Argument> Arguments(Command command) => command.Arguments.Where(argument => !argument.Hidden);

    /// <summary>The options that a command takes: its own, and those that the program's commands share, as --help.</summary>
    public static IEnumerable<Option> Options(Command command, RootCommand root) =>
        OwnOptions(command).Concat(command == root ? [] : OwnOptions(root).Where(option => option.Recursive));

    /// <summary>The options that a command declares itself.</summary>
    public static IEnumerable<Option> OwnOptions(Command command) => command.Options.Where(option => !option.Hidden);

    /// <summary>How an option is written, the long form first. The forms of other systems (/h, -?) are not offered.</summary>
    public static IEnumerable<string> Spellings(Option option) =>
        option.Aliases.Prepend(option.Name).Distinct().Where(name => name.StartsWith('-') && !name.EndsWith('?'));
}
