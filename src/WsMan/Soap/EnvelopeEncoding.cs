using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Soap;

/// <summary>The character set that an envelope is read in, and where in its bytes the reading starts.</summary>
/// <param name="Charset">The character set.</param>
/// <param name="Start">The first byte that is read. A byte order mark and a declaration that does not count precede it.</param>
internal readonly record struct EnvelopeEncoding(EnvelopeCharset Charset, int Start)
{
    /// <summary>
    /// RFC 7303 3: a byte order mark counts first, then the charset of the Content-Type. The XML declaration counts if there is neither;
    /// otherwise it is ignored. .NET's StringWriter writes utf-16 into every declaration, also of what is sent as UTF-8.
    /// </summary>
    /// <param name="bytes">The envelope.</param>
    /// <param name="named">The charset parameter of its Content-Type, one that <see cref="EnvelopeCharsets.IsSupported"/>; null if it has
    /// none.</param>
    /// <exception cref="WsManFaultException">The bytes are not in the charset that is named.</exception>
    public static EnvelopeEncoding Find(ReadOnlySpan<byte> bytes, string? named)
    {
        if (Mark(bytes) is { } marked) return Behind(bytes, marked.Charset, marked.Length);
        if (string.IsNullOrEmpty(named)) return new(EnvelopeCharsets.Detect(bytes), 0);
        var charset = Named(bytes, named);
        if (!CanStart(bytes, charset))
            throw new WsManFaultException(
                Fault.CharacterSet($"{SafeText.Of(named)}, and the body is in another"), EnvelopeDefect.Malformed);
        return Behind(bytes, charset, 0);
    }

    private static (EnvelopeCharset Charset, int Length)? Mark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => (EnvelopeCharset.Utf8, 3),
        [0xff, 0xfe, ..] => (EnvelopeCharset.Utf16LittleEndian, 2),
        [0xfe, 0xff, ..] => (EnvelopeCharset.Utf16BigEndian, 2),
        _ => null,
    };

    private static EnvelopeCharset Named(ReadOnlySpan<byte> bytes, string named)
    {
        var name = named.AsSpan().Trim('"');
        if (name.Equals("utf-16le", StringComparison.OrdinalIgnoreCase)) return EnvelopeCharset.Utf16LittleEndian;
        if (name.Equals("utf-16be", StringComparison.OrdinalIgnoreCase)) return EnvelopeCharset.Utf16BigEndian;
        if (!name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)) return EnvelopeCharset.Utf8;
        // RFC 2781 4.3: big-endian without a mark. Clients of Windows leave the mark out and write little-endian, which the first '<'
        // shows.
        return EnvelopeCharsets.Detect(bytes) == EnvelopeCharset.Utf16LittleEndian
            ? EnvelopeCharset.Utf16LittleEndian
            : EnvelopeCharset.Utf16BigEndian;
    }

    // A document starts with '<' or white space, all of which are below 0x40: of two bytes of UTF-16 one is zero.
    private static bool CanStart(ReadOnlySpan<byte> bytes, EnvelopeCharset charset) => charset switch
    {
        EnvelopeCharset.Utf16LittleEndian => bytes is [not 0, 0, ..],
        EnvelopeCharset.Utf16BigEndian => bytes is [0, not 0, ..],
        _ => bytes is not ([0, ..] or [_, 0, ..]),
    };

    private static EnvelopeEncoding Behind(ReadOnlySpan<byte> bytes, EnvelopeCharset charset, int mark) =>
        new(charset, mark + XmlDeclaration.LengthOf(bytes[mark..], charset));
}
