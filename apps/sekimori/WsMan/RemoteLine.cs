using System.Buffers;

namespace Sekimori.App.WsMan;

/// <summary>
/// Builds the single line that a remote host gets from the words of a command. WinRM has no list of arguments: command and arguments are
/// joined with blanks and parsed again at the other end. A word that is not plain is therefore quoted here, for the shell of a Unix host
/// or, without a shell, as programs started by CreateProcess parse it.
/// </summary>
internal static class RemoteLine
{
    // Plain for both kinds of reader, and for cmd.exe.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@\\");

    /// <summary>One word is already a line; several are joined.</summary>
    public static string Of(IReadOnlyList<string> words, bool direct) =>
        words.Count == 1 ? words[0] : string.Join(' ', words.Select(word => direct ? ForProgram(word) : ForShell(word)));

    private static string ForShell(string word) =>
        IsPlain(word) && !word.Contains('\\', StringComparison.Ordinal)
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string ForProgram(string word) => IsPlain(word) ? word : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain);
}
