namespace Sekimori.WsMan.Soap;

/// <summary>
/// Finds the end of an XML declaration ([XML] 2.8), if something else than itself determines the character set of the document.
/// </summary>
internal ref struct XmlDeclaration
{
    // "<?xml version='1.0' encoding='utf-16' standalone='yes'?>" and some blanks: a longer one is left to the reader, which refuses what it
    // does not like.
    private const int MaxChars = 200;

    private ReadOnlySpan<char> _rest;

    /// <summary>
    /// The length in bytes of the declaration at the start of a document, with the white space after it; 0 if there is none, or it is not
    /// well-formed.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<byte> document, EnvelopeCharset charset)
    {
        var unit = charset == EnvelopeCharset.Utf8 ? 1 : 2;
        var low = charset == EnvelopeCharset.Utf16BigEndian ? 1 : 0;
        if (document.Length < 6 * unit || document[low] != '<' || document[unit + low] != '?') return 0;
        Span<char> chars = stackalloc char[MaxChars];
        var count = Math.Min(MaxChars, document.Length / unit);
        for (var i = 0; i < count; i++)
            chars[i] = unit == 1 ? (char)document[i] : (char)(document[(2 * i) + low] | document[(2 * i) + 1 - low] << 8);
        var declaration = new XmlDeclaration { _rest = chars[..count] };
        return declaration.Read() ? (count - declaration._rest.Length) * unit : 0;
    }

    private bool Read()
    {
        if (!Take("<?xml") || !Blanks() || !Pair("version")) return false;
        var isApart = Blanks();
        if (isApart && _rest.StartsWith("encoding"))
        {
            if (!Pair("encoding")) return false;
            isApart = Blanks();
        }
        if (isApart && _rest.StartsWith("standalone") && !Pair("standalone")) return false;
        Blanks();
        if (!Take("?>")) return false;
        Blanks();
        // One declaration is not a cover for a second one.
        return !_rest.IsEmpty && !_rest.StartsWith("<?");
    }

    // Eq ::= S? '=' S?, and a value in quotation marks of either kind: letters, digits and what is between them in versions and in names of
    // character sets.
    private bool Pair(string name)
    {
        if (!Take(name)) return false;
        Blanks();
        if (!Take("=")) return false;
        Blanks();
        if (_rest is not ['"' or '\'', ..]) return false;
        var end = _rest[1..].IndexOf(_rest[0]);
        if (end <= 0 || _rest.Slice(1, end).ContainsAnyExcept("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-"))
            return false;
        _rest = _rest[(end + 2)..];
        return true;
    }

    private bool Take(string text)
    {
        if (!_rest.StartsWith(text)) return false;
        _rest = _rest[text.Length..];
        return true;
    }

    private bool Blanks()
    {
        var rest = _rest.TrimStart(" \t\r\n");
        var any = rest.Length < _rest.Length;
        _rest = rest;
        return any;
    }
}
