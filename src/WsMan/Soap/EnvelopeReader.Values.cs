using System.Buffers;
using System.Globalization;
using System.Xml;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Soap;

/// <content>The values of elements.</content>
internal sealed partial class EnvelopeReader
{
    /// <summary>
    /// The text of the element, trimmed of the white space that pretty printers add; consumes it. Elements inside it are a fault.
    /// </summary>
    public string ReadText() => ReadRawText().Trim();

    /// <summary>
    /// The text of the element as it is; consumes it. Elements inside it are a fault, and so is more than
    /// <see cref="SoapLimits.MaxValueChars"/>.
    /// </summary>
    public string ReadRawText() => ReadText(_limits.MaxValueChars);

    /// <summary>The text of the element as it is, of at most <paramref name="maxChars"/> characters; consumes it.</summary>
    public string ReadText(int maxChars)
    {
        Count();
        if (_isStrict) return ReadStrictText(maxChars);
        try
        {
            var text = Xml.ReadElementContentAsString();
            Xml.MoveToContent();
            return text.Length <= maxChars
                ? text
                : throw new WsManFaultException(Fault.SchemaValidation($"A value is longer than {maxChars} characters."));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>
    /// Reads the text of the element and consumes it, where it holds text only. Where it holds elements the reader has entered it: continue
    /// with <see cref="NextChild"/>.
    /// </summary>
    public bool TryReadText(out string text)
    {
        Count();
        if (_isStrict) return TryReadStrictText(out text);
        try
        {
            var xml = Xml;
            if (xml.IsEmptyElement)
            {
                xml.Read();
                xml.MoveToContent();
                text = "";
                return true;
            }
            xml.Read();
            text = xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement ? "" : xml.ReadContentAsString();
            if (text.Length > _limits.MaxValueChars)
                throw new WsManFaultException(Fault.SchemaValidation($"A value is longer than {_limits.MaxValueChars} characters."));
            if (xml.NodeType == XmlNodeType.Element) return false;
            xml.Read();
            xml.MoveToContent();
            return true;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The number that the element holds; consumes it.</summary>
    public long ReadNumber() =>
        long.TryParse(ReadText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new WsManFaultException(Fault.SchemaValidation("A number is invalid."));

    /// <summary>Appends the base64 content of the element to <paramref name="target"/>; consumes it.</summary>
    public void ReadBase64(IBufferWriter<byte> target)
    {
        Count();
        var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            if (Xml.IsEmptyElement)
            {
                Xml.Read();
            }
            else
            {
                for (int n; (n = Xml.ReadElementContentAsBase64(chunk, 0, chunk.Length)) > 0;) target.Write(chunk.AsSpan(0, n));
            }
            Xml.MoveToContent();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
