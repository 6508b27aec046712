using System.Text;

namespace Sekimori.WsMan.Soap;

/// <summary>What a character set is called, and how it is recognised.</summary>
internal static class EnvelopeCharsets
{
    /// <summary>
    /// Recognises the character set by a byte order mark or, without one, by where the zero of the first '&lt;' is ([XML] appendix F).
    /// </summary>
    public static EnvelopeCharset Detect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xff, 0xfe, ..] or [(byte)'<', 0, ..] => EnvelopeCharset.Utf16LittleEndian,
        [0xfe, 0xff, ..] or [0, (byte)'<', ..] => EnvelopeCharset.Utf16BigEndian,
        _ => EnvelopeCharset.Utf8,
    };

    /// <summary>True if a Content-Type's charset is supported.</summary>
    /// <param name="name">The charset's name, in any case, perhaps in quotation marks.</param>
    public static bool IsSupported(ReadOnlySpan<char> name)
    {
        name = name.Trim('"');
        foreach (var taken in Taken)
        {
            if (name.Equals(taken, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>The Content-Type of an envelope in this character set.</summary>
    public static string ContentType(this EnvelopeCharset charset) =>
        charset == EnvelopeCharset.Utf8 ? "application/soap+xml;charset=UTF-8" : "application/soap+xml;charset=UTF-16";

    /// <summary>The encoding, without its byte order mark; invalid input is an error, not a question mark.</summary>
    public static Encoding Encoding(this EnvelopeCharset charset) => charset switch
    {
        EnvelopeCharset.Utf16LittleEndian => Utf16Little,
        EnvelopeCharset.Utf16BigEndian => Utf16Big,
        _ => Utf8,
    };

    // US-ASCII is in UTF-8; some write UTF-8 without its hyphen.
    private static readonly string[] Taken = ["utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "utf8"];

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16Little = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16Big = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
}
