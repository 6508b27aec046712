using System.CommandLine;

namespace Sekimori.App.Terminal;

/// <summary>The commands of a group, for a group with an output of its own.</summary>
internal static class Subcommands
{
    /// <summary>Writes each with what it does.</summary>
    public static void Write(Command group, Screen screen)
    {
        var width = group.Subcommands.Max(command => command.Name.Length);
        foreach (var command in group.Subcommands)
            screen.Line($"  {CalledAs.Command} {group.Name} {command.Name.PadRight(width)}  {command.Description}");
    }
}
