using System.Buffers;

namespace Sekimori.App.WsMan;

/// <summary>
/// Makes the one line that a remote host takes of the words of a command. WinRM knows no list of arguments: command and arguments are joined with blanks and read again at
/// the other end, so a word that is more than a plain one is quoted here, for the shell of a Unix host or, if no shell is between, as CreateProcess's receivers read it.
/// </summary>
internal static class RemoteLine
{
    // Plain for both kinds of reader, and for cmd.exe.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@\\");

    /// <summary>One word is a line already; several become one.</summary>
    public static string Of(IReadOnlyList<string> words, bool direct) =>
        words.Count == 1 ? words[0] : string.Join(' ', words.Select(word => direct ? ForProgram(word) : ForShell(word)));

    private static string ForShell(string word) =>
        IsPlain(word) && !word.Contains('\\', StringComparison.Ordinal) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string ForProgram(string word) => IsPlain(word) ? word : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain);
}
