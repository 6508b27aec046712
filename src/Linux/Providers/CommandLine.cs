using System.Text;

namespace Sekimori.Linux.Providers;

/// <summary>Splits a command line into words as a shell does, and does nothing else that a shell does: single quotes keep everything,
/// double quotes all but the backslash, a backslash the next character.</summary>
internal static class CommandLine
{
    public static bool TrySplit(string text, int most, out List<string> words)
    {
        words = [];
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0')
                return false;
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }
            if (word is null && words.Count == most)
                return false;
            word ??= new StringBuilder();
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == '\\' && quote != '\'' && i + 1 < text.Length && (quote == '\0' || text[i + 1] is '"' or '\\' or '$' or '`'))
                word.Append(text[++i]);
            else
                word.Append(c);
        }
        if (word is not null)
            words.Add(word.ToString());
        return quote == '\0';
    }
}
