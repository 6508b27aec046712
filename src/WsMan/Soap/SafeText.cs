using System.Buffers;

namespace Sekimori.WsMan.Soap;

/// <summary>Keeps characters that XML cannot hold out of replies: a question mark is in their place ([MS-WSMV] 3.1.4.1.25).</summary>
internal static class SafeText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(Forbidden());

    private static readonly SearchValues<char> Marked = SearchValues.Create([.. Forbidden(), '<', '>', '&', '\r']);

    /// <summary>True if the text needs neither escapes nor replacements between tags.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAny(Marked) < 0;

    /// <summary>The text in writable form; the same string if nothing is wrong with it.</summary>
    public static string Of(string text)
    {
        var first = text.AsSpan().IndexOfAny(Suspects);
        return first < 0 ? text : string.Create(text.Length, text, static (target, source) => Copy(source, target));
    }

    private static void Copy(string source, Span<char> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (char.IsHighSurrogate(c) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]))
            {
                target[i] = c;
                target[++i] = source[i];
            }
            else
            {
                target[i] = Suspects.Contains(c) ? '?' : c;
            }
        }
    }

    private static char[] Forbidden() =>
    [
        .. Enumerable.Range(0, 0x20).Where(c => c is not (0x9 or 0xa or 0xd)).Select(c => (char)c),
        .. Enumerable.Range(0xd800, 0x800).Select(c => (char)c),
        '\ufffe', '\uffff',
    ];
}
