using System.Text;

namespace Sekimori.Linux.Shells;

/// <summary>The first word of a command line, as /bin/sh reads it: the program to run.</summary>
/// <param name="Value">The word without its quotation marks.</param>
/// <param name="Length">The number of characters of the line that it uses.</param>
internal readonly record struct FirstWord(string Value, int Length)
{
    // What a line starts with that runs something and is not a file along PATH: builtins of POSIX shells, and reserved words ([POSIX] XCU
    // 2.4, 2.14).
    private static readonly HashSet<string> OfShell = new(StringComparer.Ordinal)
    {
        ".", ":", "[", "alias", "bg", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export", "false", "fg",
        "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read",
        "readonly", "return", "set", "shift", "test", "times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "wait", "!",
        "{", "case", "for", "if", "until", "while",
    };

    /// <summary>Reads it.</summary>
    /// <param name="line">The line, without blanks before it.</param>
    internal static FirstWord Of(string line)
    {
        var word = new StringBuilder();
        var quote = '\0';
        var at = 0;
        for (; at < line.Length; at++)
        {
            var c = line[at];
            if (quote == '\0' && " \t\n;|&<>()".Contains(c, StringComparison.Ordinal)) break;
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (c == '\\' && quote != '\'' && at + 1 < line.Length) word.Append(line[++at]);
            else word.Append(c);
        }

        return new(word.ToString(), at);
    }

    /// <summary>True if a line that starts with it runs something.</summary>
    /// <param name="aliases">Names that stand for others.</param>
    /// <param name="isProgram">Whether a path names a program.</param>
    internal bool Runs(IReadOnlyDictionary<string, string> aliases, Func<string, bool> isProgram) =>
        Value.Length > 0 && (aliases.ContainsKey(Value) || OfShell.Contains(Value) || isProgram(Value));
}
