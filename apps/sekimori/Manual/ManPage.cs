using System.CommandLine;
using System.Reflection;
using System.Text;

namespace Sekimori.App.Manual;

/// <summary>Manual pages in the man macros (man(7)): one for the program, one for each of its commands with all below it.</summary>
internal sealed class ManPage
{
    private readonly StringBuilder _text = new();

    private ManPage(string name, string description)
    {
        // No date: the same program writes the same page.
        Line($".TH \"{name.ToUpperInvariant().Replace(' ', '-')}\" 1 \"\" \"Sekimori {Version}\" \"Sekimori\"");
        Line(".SH NAME");
        Line($"{name.Replace(' ', '-')} \\- {Escaped(description.TrimEnd('.'))}");
    }

    private static string Version =>
        typeof(ManPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>All pages: file names and texts.</summary>
    public static IEnumerable<(string Name, string Page)> All(RootCommand root)
    {
        var commands = root.Subcommands.Where(command => !command.Hidden).ToList();
        yield return ("sekimori.1", OfProgram(root, commands));
        foreach (var command in commands) yield return ($"sekimori-{command.Name}.1", OfCommand(command));
    }

    private static string OfProgram(RootCommand root, List<Command> commands)
    {
        var page = new ManPage("sekimori", root.Description ?? "");
        page.Line(".SH SYNOPSIS");
        page.Line(".B sekimori");
        page.Line(".I COMMAND");
        page.Line("[OPTION]...");
        page.Line(".SH COMMANDS");
        foreach (var command in commands) page.Item($"\\fBsekimori\\-{Escaped(command.Name)}\\fR(1)", command.Description);
        page.Line(".SH EXIT STATUS");
        foreach (var (code, meaning) in ExitCodes) page.Item(code, meaning);
        page.Line(".SH FILES");
        page.Item("/etc/sekimori/settings.yaml", "The settings of the server.");
        page.Item("/var/lib/sekimori", "Accounts, keys, certificate and audit log.");
        page.Line(".SH SEE ALSO");
        page.Line(string.Join(",\n", commands.Select(command => $".BR sekimori\\-{Escaped(command.Name)} (1)"))
            .Replace(",\n.BR", "\n.BR", StringComparison.Ordinal));
        return page._text.ToString();
    }

    private static (string Code, string Meaning)[] ExitCodes =>
    [
        ("0", "Done."), ("1", "It worked, and the answer is no: denied by the peer, or nothing found."),
        ("2", "Wrong usage or settings, or it could not be done."), ("130", "Interrupted."),
    ];

    private static string OfCommand(Command command)
    {
        var page = new ManPage($"sekimori {command.Name}", command.Description ?? "");
        page.Line(".SH SYNOPSIS");
        foreach (var (path, one) in Leaves($"sekimori {command.Name}", command)) page.Synopsis(path, one);
        page.Line(".SH DESCRIPTION");
        page.Line(Escaped(command.Description ?? ""));
        page.Details(command);
        foreach (var (path, one) in Leaves($"sekimori {command.Name}", command))
        {
            if (one == command) continue;
            page.Line($".SH \"{Escaped(path.ToUpperInvariant())}\"");
            page.Line(Escaped(one.Description ?? ""));
            page.Details(one);
        }

        page.Line(".SH SEE ALSO");
        page.Line(".BR sekimori (1)");
        return page._text.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(string path, Command command)
    {
        var children = command.Subcommands.Where(child => !child.Hidden).ToList();
        return children.Count == 0 ? [(path, command)] : children.SelectMany(child => Leaves($"{path} {child.Name}", child));
    }

    private void Synopsis(string path, Command command)
    {
        Line($".B {Escaped(path)}");
        if (command.Options.Any(option => !option.Hidden)) Line("[OPTION]...");
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            Line($"\\fI{Escaped(argument.Name)}\\fR{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}");
        Line(".br");
    }

    private void Details(Command command)
    {
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            Item($"\\fI{Escaped(argument.Name)}\\fR", argument.Description);
        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            var names = string.Join(", ", option.Aliases.Prepend(option.Name).Distinct().Select(name => $"\\fB{Escaped(name)}\\fR"));
            Item(option.HelpName is { } value ? $"{names} \\fI{Escaped(value)}\\fR" : names, option.Description);
        }
    }

    private void Item(string tag, string? text)
    {
        Line(".TP");
        Line(tag);
        Line(Escaped(text ?? ""));
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    // groff_char(7): a hyphen that is to be typed is \-; a line that begins with a dot or an apostrophe is a request.
    private static string Escaped(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
            .ReplaceLineEndings(" ").Trim();
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
