using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Sekimori.App.Manual;

/// <summary>Manual pages in the man macros (man(7)): one for the program, one for each of its commands with all below it.</summary>
internal sealed class ManPage
{
    private readonly StringBuilder _text = new();

    private ManPage(string name, string description)
    {
        Line($".TH \"{name.ToUpperInvariant().Replace(' ', '-')}\" 1 \"{Date}\" \"Sekimori {Version}\" \"Sekimori\"");
        Line(".SH NAME");
        Line($"{name.Replace(' ', '-')} \\- {Escaped(description.TrimEnd('.'))}");
    }

    private static string Version =>
        typeof(ManPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    // The commit's, which ./pack gives; otherwise none, so that the same program writes the same page.
    private static string Date =>
        long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";

    /// <summary>All pages: file names and texts.</summary>
    public static IEnumerable<(string Name, string Page)> All(RootCommand root)
    {
        var commands = CommandTree.Children(root).ToList();
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
        page.Line(".SH OPTIONS");
        page.Options(root);
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
        var all = CommandTree.All(command, $"sekimori {command.Name}").ToList();
        var leaves = all.Where(entry => !CommandTree.Children(entry.Command).Any()).ToList();
        foreach (var (path, one) in leaves)
        {
            if (one != leaves[0].Command) page.Line(".br");
            page.Synopsis(path, one);
        }

        page.Line(".SH DESCRIPTION");
        page.Text(command.Description);
        page.Details(command);
        foreach (var (path, one) in all.Skip(1))
        {
            page.Line($".SH \"{Escaped(path.ToUpperInvariant())}\"");
            page.Text(one.Description);
            page.Details(one);
        }

        page.Line(".SH SEE ALSO");
        page.Line(".BR sekimori (1)");
        return page._text.ToString();
    }

    private void Synopsis(string path, Command command)
    {
        Line($".B {Escaped(path)}");
        if (CommandTree.OwnOptions(command).Any()) Line("[OPTION]...");
        foreach (var argument in CommandTree.Arguments(command))
            Line($"\\fI{Escaped(argument.Name)}\\fR{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}");
    }

    private void Details(Command command)
    {
        foreach (var argument in CommandTree.Arguments(command)) Item($"\\fI{Escaped(argument.Name)}\\fR", argument.Description);
        Options(command);
    }

    private void Options(Command command)
    {
        foreach (var option in CommandTree.OwnOptions(command))
        {
            var names = string.Join(", ", CommandTree.Spellings(option).Select(name => $"\\fB{Escaped(name)}\\fR"));
            var value = option.HelpName ?? string.Join('|', ExpectedValue.Of(option)?.Words ?? []);
            Item(value.Length > 0 ? $"{names} \\fI{Escaped(value)}\\fR" : names, option.Description);
        }
    }

    private void Item(string tag, string? text)
    {
        Line(".TP");
        Line(tag);
        Text(text);
    }

    // An empty line would be a paragraph of its own.
    private void Text(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) Line(Escaped(text));
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    // groff_char(7): a hyphen that is to be typed is \-; a line that begins with a dot or an apostrophe is a request. A terminal that shows
    // ASCII alone would lose the ellipsis.
    private static string Escaped(string text)
    {
        var escaped = text.Replace("…", "...", StringComparison.Ordinal).Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
