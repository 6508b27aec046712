using System.Text;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>Cuts a query into tokens, one at a time.</summary>
internal sealed class WqlLexer(string text)
{
    private int _next;

    public WqlToken Read()
    {
        while (_next < text.Length && char.IsWhiteSpace(text[_next]))
            _next++;
        var start = _next;
        if (start == text.Length)
            return new WqlToken(WqlTokenKind.End, start, "");
        var c = text[start];
        if (char.IsLetter(c) || c == '_')
            return Take(WqlTokenKind.Name, start, static c => char.IsLetterOrDigit(c) || c == '_');
        if (c is '"' or '\'')
            return Quoted(start, c);
        if (char.IsAsciiDigit(c)
            || (c is '-' or '+' or '.' && start + 1 < text.Length && (char.IsAsciiDigit(text[start + 1]) || text[start + 1] == '.')))
            return Number(start);
        _next++;
        return c switch
        {
            ',' => new WqlToken(WqlTokenKind.Comma, start, ","),
            '.' => new WqlToken(WqlTokenKind.Dot, start, "."),
            '*' => new WqlToken(WqlTokenKind.Star, start, "*"),
            '(' => new WqlToken(WqlTokenKind.Open, start, "("),
            ')' => new WqlToken(WqlTokenKind.Close, start, ")"),
            '{' => new WqlToken(WqlTokenKind.OpenBrace, start, "{"),
            '=' => new WqlToken(WqlTokenKind.Operator, start, "="),
            '<' or '>' or '!' => Operator(start, c),
            _ => throw Wrong(start, $"unexpected character U+{(int)c:X4}"),
        };
    }

    /// <summary>Reads on to the closing brace, after <see cref="WqlTokenKind.OpenBrace"/>: the object path between them.</summary>
    public string ReadBraced()
    {
        var start = _next;
        var quote = '\0';
        for (; _next < text.Length; _next++)
        {
            var c = text[_next];
            if (quote != '\0' && c == '\\')
                _next++;
            else if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (quote == '\0' && c == '}')
                return text[start.._next++];
        }
        throw Wrong(start, "the brace is not closed");
    }

    /// <summary>The value of a quoted string: the backslash escapes itself and quotes ([MS-WMI] 2.2.1).</summary>
    /// <param name="raw">What is between the quotes.</param>
    /// <param name="position">Where the opening quote is.</param>
    /// <param name="like">In LIKE the backslash is not an escape, by the specification; tools double it there nevertheless, so a doubled
    /// one is read as one.</param>
    public static string Unescape(string raw, int position, bool like)
    {
        if (!raw.Contains('\\'))
            return raw;
        var result = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\')
            {
                if (i + 1 < raw.Length && raw[i + 1] is '\\' or '"' or '\'')
                    i++;
                else if (!like)
                    throw Wrong(position + 1 + i, "a backslash is written as two");
            }
            result.Append(raw[i]);
        }
        return result.ToString();
    }

    public static WqlException Wrong(int position, string what) => new(CimStatus.InvalidQuery, position, what);

    private WqlToken Take(WqlTokenKind kind, int start, Func<char, bool> belongs)
    {
        while (_next < text.Length && belongs(text[_next]))
            _next++;
        return new WqlToken(kind, start, text[start.._next]);
    }

    private WqlToken Quoted(int start, char quote)
    {
        for (_next++; _next < text.Length; _next++)
        {
            if (text[_next] == '\\' && _next + 1 < text.Length && text[_next + 1] is '\\' or '"' or '\'')
                _next++;
            else if (text[_next] == quote)
                return new WqlToken(WqlTokenKind.Quoted, start, text[(start + 1).._next++]);
        }
        throw Wrong(start, "the string is not closed");
    }

    private WqlToken Number(int start)
    {
        _next++;
        var exponent = false;
        for (; _next < text.Length; _next++)
        {
            var c = text[_next];
            if (c is 'e' or 'E' && !exponent)
                exponent = true;
            else if (!char.IsAsciiDigit(c) && c != '.' && !(c is '-' or '+' && text[_next - 1] is 'e' or 'E'))
                break;
        }
        // "5abc" is neither a number nor a name.
        if (_next < text.Length && (char.IsLetterOrDigit(text[_next]) || text[_next] == '_'))
            throw Wrong(start, "a number followed by a name");
        return new WqlToken(WqlTokenKind.Number, start, text[start.._next]);
    }

    private WqlToken Operator(int start, char c)
    {
        if (_next < text.Length && (text[_next] == '=' || (c == '<' && text[_next] == '>')))
            _next++;
        else if (c == '!')
            throw Wrong(start, "\"!\" without \"=\"");
        return new WqlToken(WqlTokenKind.Operator, start, text[start.._next]);
    }
}
