using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// The envelope that goes to a target: headers written from the values that the guard was asked about, and the body that they were read
/// with. Nothing else of what the caller sent goes on.
/// </summary>
/// <param name="headers">The caller's headers.</param>
/// <param name="to">The target's service.</param>
internal sealed class OutgoingRequest(RequestHeaders headers, Uri to)
{
    /// <summary>The identity of this message: the answer must name it.</summary>
    public string MessageId { get; } = "uuid:" + Guid.NewGuid().ToString("D").ToUpperInvariant();

    /// <summary>The selectors, with the ids that the target knows.</summary>
    public required IReadOnlyList<Selector> Selectors { get; init; }

    /// <summary>The element of the body, with the ids that the target knows; null for an empty body.</summary>
    public required XElement? Body { get; init; }

    /// <summary>The largest answer, in bytes.</summary>
    public required int MaxEnvelopeSize { get; init; }

    /// <summary>How long the target may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Writes the envelope.</summary>
    public byte[] Write()
    {
        using var text = new MemoryStream();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings
        {
            Encoding = new System.Text.UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false
        }))
        {
            xml.WriteStartElement("s", "Envelope", Namespaces.Soap);
            xml.WriteAttributeString("xmlns", "a", null, Namespaces.Addressing);
            xml.WriteAttributeString("xmlns", "w", null, Namespaces.WsMan);
            xml.WriteStartElement("s", "Header", Namespaces.Soap);
            // Identify has none ([DSP0226] 11).
            if (headers.ResourceUri.Length > 0) WriteHeaders(xml);
            xml.WriteEndElement();
            xml.WriteStartElement("s", "Body", Namespaces.Soap);
            Body?.WriteTo(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return text.ToArray();
    }

    private void WriteHeaders(XmlWriter xml)
    {
        xml.WriteElementString("a", "To", Namespaces.Addressing, to.AbsoluteUri);
        WriteUnderstood(xml, "w", "ResourceURI", Namespaces.WsMan, headers.ResourceUri);
        xml.WriteStartElement("a", "ReplyTo", Namespaces.Addressing);
        WriteUnderstood(xml, "a", "Address", Namespaces.Addressing, WellKnown.Anonymous);
        xml.WriteEndElement();
        WriteUnderstood(xml, "a", "Action", Namespaces.Addressing, headers.Action);
        WriteUnderstood(xml, "w", "MaxEnvelopeSize", Namespaces.WsMan, MaxEnvelopeSize.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("a", "MessageID", Namespaces.Addressing, MessageId);
        WriteLanguage(xml, "w", "Locale", Namespaces.WsMan, headers.Locale);
        WriteLanguage(xml, "p", "DataLocale", Namespaces.WsManMicrosoft, headers.DataLocale);
        // PowerShell's client has one for its shell; operations of robust connections end at the gate.
        if (headers.SessionId is { } session) xml.WriteElementString("p", "SessionId", Namespaces.WsManMicrosoft, session);
        xml.WriteElementString("w", "OperationTimeout", Namespaces.WsMan, XsDuration.Format(Timeout));
        if (headers.Compression is { } compression) WriteUnderstood(xml, "rsp", "CompressionType", Namespaces.Shell, compression);
        if (Selectors.Count > 0) WriteSelectors(xml);
        if (headers.Fragment is { } fragment) WriteFragment(xml, fragment);
        if (headers.HasOptionSet) WriteOptions(xml);
        if (headers.RequestsEndpointReference) xml.WriteElementString("w", "RequestEPR", Namespaces.WsMan, null);
        if (headers.RequestsItemCount) xml.WriteElementString("w", "RequestTotalItemsCountEstimate", Namespaces.WsMan, null);
    }

    private void WriteSelectors(XmlWriter xml)
    {
        xml.WriteStartElement("w", "SelectorSet", Namespaces.WsMan);
        foreach (var selector in Selectors)
        {
            xml.WriteStartElement("w", "Selector", Namespaces.WsMan);
            xml.WriteAttributeString("Name", SafeText.Of(selector.Name));
            if (selector.Reference is { } reference) reference.Write(xml);
            else xml.WriteString(SafeText.Of(selector.Value));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void WriteOptions(XmlWriter xml)
    {
        xml.WriteStartElement("w", "OptionSet", Namespaces.WsMan);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        foreach (var option in headers.Options)
        {
            xml.WriteStartElement("w", "Option", Namespaces.WsMan);
            xml.WriteAttributeString("Name", SafeText.Of(option.Name));
            if (option.MustComply) xml.WriteAttributeString("MustComply", "true");
            xml.WriteString(SafeText.Of(option.Value));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteFragment(XmlWriter xml, FragmentTransfer fragment)
    {
        xml.WriteStartElement("w", "FragmentTransfer", Namespaces.WsMan);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        if (fragment.Dialect != WellKnown.DialectXPath) xml.WriteAttributeString("Dialect", fragment.Dialect);
        xml.WriteString(SafeText.Of(fragment.Path));
        xml.WriteEndElement();
    }

    private static void WriteLanguage(XmlWriter xml, string prefix, string name, string space, string? language)
    {
        if (string.IsNullOrEmpty(language)) return;
        xml.WriteStartElement(prefix, name, space);
        xml.WriteAttributeString("xml", "lang", null, SafeText.Of(language));
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "false");
        xml.WriteEndElement();
    }

    private static void WriteUnderstood(XmlWriter xml, string prefix, string name, string space, string value)
    {
        xml.WriteStartElement(prefix, name, space);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        xml.WriteString(SafeText.Of(value));
        xml.WriteEndElement();
    }
}
