using System.Text;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>
/// Writes one document in one of the many ways in which it can be written: prefixes, quotes, CDATA, characters by number, comments, blanks,
/// character sets.
/// </summary>
/// <param name="random">Which way.</param>
internal sealed class Scribe(Random random)
{
    // Mostly none: with comments everywhere most requests would be refused, and nothing be compared.
    private readonly bool _hasComments = random.Next(4) == 0, _isSpaced = random.Next(3) == 0, _cutsTexts = random.Next(12) == 0;
    private readonly StringBuilder _text = new();
    private readonly List<(string Prefix, string Space)> _scope = [];
    private int _prefixes;

    public byte[] WriteDocument(Node root)
    {
        var charset = random.Next(8);
        if (charset is 1 or 2) _text.Append('\ufeff');
        if (random.Next(4) == 0)
            _text.Append(charset is 2 or 3 ? "<?xml version=\"1.0\" encoding=\"utf-16\"?>" : "<?xml version='1.0' encoding=\"UTF-8\"?>");
        if (random.Next(40) == 0)
            _text.Append(random.Next(2) == 0 ? "<!-- <!DOCTYPE -->" : $"<!--{new string('c', random.Next(200_000))}-->");
        if (random.Next(300) == 0) _text.Append("<!DOCTYPE x [<!ENTITY e 'Win32_OperatingSystem'>]>");
        Write(root);
        if (random.Next(60) == 0) _text.Append(random.Next(3) switch { 0 => "<!-- end -->", 1 => "trailing", _ => "<s/>" });
        var bytes = (charset is 2 or 3 ? random.Next(4) == 0 ? Encoding.BigEndianUnicode : Encoding.Unicode : Encoding.UTF8).GetBytes(
            _text.ToString());
        for (var i = random.Next(100) == 0 ? random.Next(1, 4) : 0; i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(400) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private void Write(Node node)
    {
        var outside = _scope.Count;
        var declared = "";
        var prefix = Prefix(node.Space, ref declared, mayBeDefault: true);
        var attributes = "";
        foreach (var (space, name, value) in node.Attributes)
            attributes += $" {Qualified(space.Length == 0 ? "" : Prefix(space, ref declared, mayBeDefault: false), name)}=" +
                $"{Quoted(Resolved(value, ref declared))}";
        _text.Append($"<{Qualified(prefix, node.Name)}{(random.Next(2) == 0 ? $"{declared}{attributes}" : $"{attributes}{declared}")}");
        if (node.Content.Count == 0 && random.Next(2) == 0)
        {
            _text.Append("/>");
            _scope.RemoveRange(outside, _scope.Count - outside);
            return;
        }
        _text.Append('>');
        foreach (var one in node.Content)
        {
            if (one is Node child)
            {
                if (_isSpaced) _text.Append(random.Next(3) switch { 0 => "\n  ", 1 => "\t", _ => "" });
                if (_hasComments && random.Next(4) == 0) _text.Append("<!-- Action -->");
                Write(child);
            }
            else WriteText((string)one);
        }
        _text.Append($"</{Qualified(prefix, node.Name)}>");
        _scope.RemoveRange(outside, _scope.Count - outside);
    }

    // Of a type the prefix is in the value: "{uri}name".
    private string Resolved(string value, ref string declared) =>
        value.StartsWith('{') ? Qualified(
        Prefix(value[1..value.IndexOf('}')], ref declared, mayBeDefault: false), value[(value.IndexOf('}') + 1)..]) : value;

    private string Prefix(string space, ref string declared, bool mayBeDefault)
    {
        if (space.Length == 0)
        {
            if (_scope.FindLast(one => one.Prefix.Length == 0) is { Space.Length: > 0 })
            {
                _scope.Add(("", ""));
                declared += " xmlns=\"\"";
            }
            return "";
        }
        if (random.Next(8) > 0 && _scope.FindLast(
            one => one.Space == space && (mayBeDefault || one.Prefix.Length > 0)) is { Prefix: { } known }
            && _scope.FindLast(one => one.Prefix == known).Space == space) return known;
        var prefix = mayBeDefault && random.Next(10) == 0 && !declared.Contains("xmlns=", StringComparison.Ordinal)
            ? ""
            : $"{"abpsw"[random.Next(5)]}{_prefixes++}";
        _scope.Add((prefix, space));
        declared += $" xmlns{(prefix.Length > 0 ? ":" + prefix : "")}={Quoted(space)}";
        return prefix;
    }

    private void WriteText(string text)
    {
        if (_isSpaced && random.Next(4) == 0) _text.Append("\n   ");
        var cut = random.Next(6) == 0 && text.Length > 1 ? random.Next(1, text.Length) : text.Length;
        Piece(text[..cut]);
        if (cut < text.Length)
        {
            if (_cutsTexts) _text.Append("<!---->");
            Piece(text[cut..]);
        }
        if (_isSpaced && random.Next(4) == 0) _text.Append("  \n");

        void Piece(string piece)
        {
            switch (random.Next(12))
            {
                case 0 when !piece.Contains("]]>", StringComparison.Ordinal): _text.Append("<![CDATA[").Append(piece).Append("]]>"); break;
                case 1:
                    foreach (var letter in piece)
                        _text.Append(random.Next(3) == 0 && !char.IsSurrogate(letter)
                            ? $"&#x{(int)letter:x};"
                            : Escaped(letter.ToString())); break;
                default: _text.Append(Escaped(piece)); break;
            }
        }
    }

    private string Quoted(string value)
    {
        var quote = random.Next(2) == 0 ? "\"" : "'";
        return quote + Escaped(value).Replace(quote, quote == "'" ? "&#39;" : "&#34;", StringComparison.Ordinal) + quote;
    }

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Qualified(string prefix, string name) => prefix.Length > 0 ? $"{prefix}:{name}" : name;
}
