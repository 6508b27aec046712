using System.Buffers.Text;

namespace Sekimori.WsMan.Encryption;

/// <summary>
/// Finds the pairs of parts of an encrypted message ([MS-WSMV] 2.2.9.1.1.2): the first contains the length of the original, the second the
/// encrypted bytes, which follow without a separator before the delimiter. The boundary is always the same.
/// </summary>
/// <param name="message">The message. Parts that were found may be decrypted in place, what follows them is read afterwards.</param>
internal ref struct EncryptedPartReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>True after the last delimiter.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Where the message ends, once <see cref="IsAtEnd"/>: another may follow.</summary>
    public int End { get; private set; }

    /// <summary>The Content-Type of the encrypted content, from the first part's header; empty if it gives none.</summary>
    public Range OriginalType { get; private set; }

    private static ReadOnlySpan<byte> Boundary => "Encrypted Boundary"u8;

    /// <summary>Goes to the next pair of parts.</summary>
    /// <param name="part">Where its encrypted bytes are.</param>
    /// <param name="original">The announced number of encrypted bytes.</param>
    /// <returns>False if there is none, or its form is wrong.</returns>
    public bool Next(out Range part, out int original)
    {
        (part, original) = (default, -1);
        if (!Delimiter(out var last) || last || !Headers(ref original, out var isData) || isData || original < 0) return false;
        var ignored = 0;
        if (!Delimiter(out last) || last || !Headers(ref ignored, out isData) || !isData) return false;
        var end = EndOfData();
        if (end < 0) return false;
        part = _at..end;
        _at = end;
        var next = this;
        if (!next.Delimiter(out last)) return false;
        (IsAtEnd, End) = (last, next._at);
        return true;
    }

    // "--Encrypted Boundary", and the last one with two hyphens more. Exchange writes a blank after the first two.
    private bool Delimiter(out bool isLast)
    {
        isLast = false;
        var rest = _message[_at..];
        if (!rest.StartsWith("--"u8)) return false;
        rest = rest[2..];
        if (rest.StartsWith(" "u8)) rest = rest[1..];
        if (!rest.StartsWith(Boundary)) return false;
        rest = rest[Boundary.Length..];
        if (rest.StartsWith("--"u8))
        {
            isLast = true;
            rest = rest[2..];
        }

        // The last line's end may be missing.
        if (!rest.StartsWith("\r\n"u8) && !(isLast && rest.IsEmpty)) return false;
        if (!rest.IsEmpty) rest = rest[2..];
        _at = _message.Length - rest.Length;
        return true;
    }

    // The headers of a part. They end where the next delimiter starts, those of data behind their Content-Type: no empty line does.
    private bool Headers(ref int original, out bool isData)
    {
        isData = false;
        while (true)
        {
            var rest = _message[_at..];
            if (rest.StartsWith("--"u8)) return true;
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0) return false;
            var line = rest[..end].Trim((byte)'\t').Trim((byte)' ');
            _at += end + 2;
            if (line.StartsWith("OriginalContent:"u8))
            {
                var at = line.LastIndexOf("Length="u8);
                if (at < 0 || !Utf8Parser.TryParse(line[(at + "Length="u8.Length)..], out original, out _) || original < 0) return false;
                NoteType(line);
            }
            else if (line.StartsWith("Content-Type:"u8) && line.IndexOf("application/octet-stream"u8) > 0)
            {
                isData = true;
                return true;
            }
        }
    }

    // "OriginalContent: type=application/soap+xml;charset=UTF-8;Length=…": what is between.
    private void NoteType(ReadOnlySpan<byte> line)
    {
        var from = line.IndexOf("type="u8) + "type="u8.Length;
        var to = line.LastIndexOf(";Length="u8);
        if (!OriginalType.Equals(default(Range)) || from < "type="u8.Length || to < from) return;
        _message.Overlaps(line, out var at);
        OriginalType = (at + from)..(at + to);
    }

    // Where the next delimiter starts. Encrypted bytes that look like one by chance are not to be expected: it has 160 bits.
    private readonly int EndOfData()
    {
        var from = _at;
        while (from < _message.Length)
        {
            var found = _message[from..].IndexOf(Boundary);
            if (found < 0) return -1;
            var before = _message[_at..(from + found)];
            if (before.EndsWith("--"u8)) return from + found - 2;
            if (before.EndsWith("-- "u8)) return from + found - 3;
            from += found + Boundary.Length;
        }

        return -1;
    }
}
