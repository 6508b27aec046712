using System.Text;
using System.Xml;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Soap;

/// <content>What a strict reader does otherwise: one text has one value, whoever reads it, and a document has one end.</content>
internal sealed partial class EnvelopeReader
{
    /// <summary>
    /// Reads from the end of the body to the end of the document, where nothing else may follow ([SOAP12-1] 5.1: Header, Body, and no
    /// more).
    /// </summary>
    /// <param name="hasBody">True if the body has an element, which has been consumed.</param>
    /// <exception cref="WsManFaultException">The body has a second element, or something follows it.</exception>
    public void ReadToEnd(bool hasBody)
    {
        if (hasBody && NextChild()) throw Misplaced("The body has more than one element.");
        if (NextChild()) throw Misplaced("The envelope continues after its body.");
        if (!Guarded(static x => x.NodeType == XmlNodeType.None)) throw Misplaced("The document continues after the envelope.");
    }

    // [DSP0226] 14.6: for violations of the schema without their own fault.
    private static WsManFaultException Misplaced(string what) => new(Fault.SchemaValidation(what));

    private string ReadStrictText(int maxChars)
    {
        try
        {
            var xml = Xml;
            var isEmpty = xml.IsEmptyElement;
            var text = isEmpty ? "" : ReadContent(xml, maxChars);
            if (!isEmpty && xml.NodeType == XmlNodeType.Element) throw Misplaced("An element is inside a text value.");
            xml.Read();
            xml.MoveToContent();
            return text;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    private bool TryReadStrictText(out string text)
    {
        try
        {
            var xml = Xml;
            var isEmpty = xml.IsEmptyElement;
            text = isEmpty ? "" : ReadContent(xml, _limits.MaxValueChars);
            if (!isEmpty && xml.NodeType == XmlNodeType.Element)
            {
                if (!string.IsNullOrWhiteSpace(text)) throw Misplaced("Text is mixed with elements.");
                text = "";
                return false;
            }
            xml.Read();
            xml.MoveToContent();
            return true;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Enters the element and reads its text, to its end or to the first element inside it.</summary>
    private static string ReadContent(XmlDictionaryReader xml, int maxChars)
    {
        var text = "";
        StringBuilder? more = null;
        var hasComment = false;
        for (xml.Read(); ; xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.EndElement or XmlNodeType.Element:
                    // [DSP0226] and [MS-WSMV] have simple types here. Readers that use the first piece of text see another value than those
                    // that use all.
                    if (hasComment && xml.NodeType == XmlNodeType.EndElement) throw Misplaced("A comment is inside a value.");
                    return more?.ToString() ?? text;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    var part = xml.Value;
                    if ((more?.Length ?? text.Length) + part.Length > maxChars)
                        throw new WsManFaultException(Fault.SchemaValidation($"A value is longer than {maxChars} characters."));
                    // The reader below hands out long texts, and those with escapes, in parts.
                    if (more is not null) more.Append(part);
                    else if (text.Length == 0) text = part;
                    else more = new StringBuilder(text).Append(part);
                    break;
                case XmlNodeType.Comment:
                    hasComment = true;
                    break;
                default:
                    throw Misplaced("A value contains something other than text.");
            }
        }
    }
}
