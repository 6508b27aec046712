using System.Text;

namespace Sekimori.Linux.Shells;

/// <summary>Turns a command as WinRM's clients write it into a program and its arguments.</summary>
internal static class CommandLine
{
    /// <summary>The name that a shell's own messages start with ($0).</summary>
    private const string ShellName = "sekimori";

    /// <summary>The program as named, and argv.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="aliases">Names that stand for others.</param>
    /// <param name="prelude">What a line for /bin/sh starts with.</param>
    /// <param name="isProgram">Tells whether a path is a program; decides how a quoted line is read.</param>
    internal static (string Program, IReadOnlyList<string> Arguments) Build(
        CommandRequest request, IReadOnlyDictionary<string, string> aliases, string prelude, Func<string, bool> isProgram)
    {
        var text = Unquote(request.Command.Trim(), aliases, isProgram);
        if (request.Direct)
        {
            var words = Split(text);
            var program = words.Count == 0 ? "" : Alias(words[0], aliases);
            return (program, [program, .. words.Skip(1), .. request.Arguments]);
        }

        // The arguments go as the script's own parameters: no text of theirs is ever read as shell language.
        text = prelude + AliasFirst(text, aliases);
        return request.Arguments.Count == 0
            ? ("/bin/sh", ["sh", "-c", text, ShellName])
            : ("/bin/sh", ["sh", "-c", text + " \"$@\"", ShellName, .. request.Arguments]);
    }

    /// <summary>Finds a program by name, as execvp(3) does: a name with a slash is a path, any other is looked for along PATH.</summary>
    /// <returns>The path, or null if there is none.</returns>
    internal static string? Find(string program, string path, string directory)
    {
        if (program.Length == 0) return null;
        if (program.Contains('/', StringComparison.Ordinal))
            return Path.Combine(directory, program) is var full && File.Exists(full) ? full : null;
        foreach (var place in path.Split(':'))
        {
            var candidate = Path.Combine(directory, place, program);
            if (IsProgram(candidate)) return candidate;
        }

        return null;
    }

    /// <summary>True if the path names a file that the user of the calling thread may execute.</summary>
    internal static bool IsProgram(string path) =>
        !path.Contains('\0', StringComparison.Ordinal) && File.Exists(path)
        && Native.UserCalls.Access(path, Native.UserCalls.MayExecute) == 0;

    // Some clients put the whole line in quotes, whatever quotes it holds, since cmd.exe /c takes the first and the last one away. It
    // leaves them where they belong to the line: where what stands between the first two is a program. Here that is the first word of the
    // line, and a line that runs nothing either way stays as it is.
    private static string Unquote(string text, IReadOnlyDictionary<string, string> aliases, Func<string, bool> isProgram)
    {
        var last = text.LastIndexOf('"');
        if (last < 1 || text[0] != '"' || FirstWord.Of(text).Runs(aliases, isProgram)) return text;
        var inner = string.Concat(text.AsSpan(1, last - 1), text.AsSpan(last + 1)).TrimStart();
        var hasMore = text.IndexOf('"', 1) != last || last != text.Length - 1;
        return hasMore && !FirstWord.Of(inner).Runs(aliases, isProgram) && !HoldsAssignment(inner) && !inner.StartsWith('(') ? text : inner;
    }

    // "A=1 program": the program is a word further on.
    private static bool HoldsAssignment(string line) =>
        FirstWord.Of(line).Value is [not '=', ..] first && first.Contains('=', StringComparison.Ordinal);

    private static string AliasFirst(string text, IReadOnlyDictionary<string, string> aliases)
    {
        var first = FirstWord.Of(text);
        return Alias(first.Value, aliases) is var other && !ReferenceEquals(other, first.Value) ? other + text[first.Length..] : text;
    }

    private static string Alias(string name, IReadOnlyDictionary<string, string> aliases) =>
        aliases.TryGetValue(name, out var other) ? other : name;

    // Without a shell the line is split as CreateProcess's receiver does: blanks part, quotes hold together, \" is a quote.
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, open) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] == '"')
            {
                word.Append('"');
                i++;
                open = true;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                open = true;
            }
            else if (c is ' ' or '\t' && !quoted)
            {
                if (open) words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
                open = true;
            }
        }

        if (open) words.Add(word.ToString());
        return words;
    }
}
