using System.Text;

namespace Sekimori.WsMan.Soap;

/// <summary>
/// Looks into a document that no reader takes for a declaration of a document type or an entity: who sends one wants to make us expand it,
/// and rules ask. Nothing is decided by it. Comments and CDATA are skipped, because nothing in them is a declaration.
/// </summary>
internal static class DocumentTypeProbe
{
    /// <summary>True if there is one.</summary>
    public static bool Finds(ReadOnlySpan<byte> document)
    {
        // Bytes that are no text of the character set become marks: the probe cannot fail.
        var charset = EnvelopeCharsets.Detect(document);
        var encoding = charset == EnvelopeCharset.Utf8 ? Encoding.UTF8 : charset == EnvelopeCharset.Utf16LittleEndian ? Encoding.Unicode
            : Encoding.BigEndianUnicode;
        var text = encoding.GetString(document).AsSpan();
        for (int at; (at = text.IndexOf("<!", StringComparison.Ordinal)) >= 0;)
        {
            text = text[at..];
            if (text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("<!ENTITY", StringComparison.OrdinalIgnoreCase)) return true;
            var end = text.StartsWith("<!--", StringComparison.Ordinal) ? "-->" : text.StartsWith("<![CDATA[", StringComparison.Ordinal)
                ? "]]>" : "!";
            var behind = text.IndexOf(end, StringComparison.Ordinal);
            if (behind < 0) return false;
            text = text[(behind + end.Length)..];
        }
        return false;
    }
}
