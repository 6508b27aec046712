using System.Globalization;
using System.Xml;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>Writes requests as envelopes, with the headers that every service understands ([DSP0226] 5, [MS-WSMV] 2.2.4).</summary>
internal static class RequestWriter
{
    /// <summary>Writes an envelope.</summary>
    /// <param name="request">The request.</param>
    /// <param name="to">The service.</param>
    /// <param name="options">The client's own.</param>
    /// <param name="operation">What makes it one that can be sent again; null for one that cannot.</param>
    internal static byte[] Write(Request request, Uri to, WsManClientOptions options, OperationHeader? operation = null)
    {
        using var buffer = new MemoryStream();
        var encoding = options.Charset.Encoding();
        // UTF-16 needs its mark ([XML] 4.3.3), which these encodings do not write by themselves.
        if (options.Charset != EnvelopeCharset.Utf8)
            buffer.Write(options.Charset == EnvelopeCharset.Utf16BigEndian ? [0xfe, 0xff] : [0xff, 0xfe]);
        using (var xml = XmlWriter.Create(
            buffer, new XmlWriterSettings
            {
                Encoding = encoding, OmitXmlDeclaration = true, CloseOutput = false,
                // [XML] 2.11: a reader makes one character of every line end that is not written as a reference. Values arrive as they are.
                NewLineHandling = NewLineHandling.Entitize,
            }))
        {
            xml.WriteStartElement("s", "Envelope", Namespaces.Soap);
            xml.WriteAttributeString("xmlns", "a", null, Namespaces.Addressing);
            xml.WriteAttributeString("xmlns", "w", null, Namespaces.WsMan);
            xml.WriteStartElement("s", "Header", Namespaces.Soap);
            if (request.Resource is { } resource) WriteHeaders(xml, request, resource, to, options, operation);
            xml.WriteEndElement();
            xml.WriteStartElement("s", "Body", Namespaces.Soap);
            request.Body?.Invoke(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static void WriteHeaders(
        XmlWriter xml, Request request, WsManResource resource, Uri to, WsManClientOptions options, OperationHeader? operation)
    {
        xml.WriteElementString("a", "To", Namespaces.Addressing, to.AbsoluteUri);
        WriteUnderstood(xml, "w", "ResourceURI", Namespaces.WsMan, resource.Uri);
        xml.WriteStartElement("a", "ReplyTo", Namespaces.Addressing);
        WriteUnderstood(xml, "a", "Address", Namespaces.Addressing, WellKnown.Anonymous);
        xml.WriteEndElement();
        WriteUnderstood(xml, "a", "Action", Namespaces.Addressing, request.Action);
        WriteUnderstood(xml, "w", "MaxEnvelopeSize", Namespaces.WsMan, options.MaxEnvelopeSize.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("a", "MessageID", Namespaces.Addressing, IdOf(operation?.MessageId ?? Guid.NewGuid()));
        if (operation is not null) WriteOperation(xml, operation);
        xml.WriteStartElement("w", "Locale", Namespaces.WsMan);
        xml.WriteAttributeString("xml", "lang", null, "en-US");
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "false");
        xml.WriteEndElement();
        xml.WriteElementString("w", "OperationTimeout", Namespaces.WsMan, XsDuration.Format(request.Timeout ?? options.OperationTimeout));
        if (resource.Selectors.Count > 0) WriteSelectors(xml, resource.Selectors);
        if (request.Fragment is { } fragment) WriteUnderstood(xml, "w", "FragmentTransfer", Namespaces.WsMan, fragment);
        if (request.Options.Count > 0) WriteOptions(xml, request.Options);
    }

    private static string IdOf(Guid id) => "uuid:" + id.ToString("D").ToUpperInvariant();

    // [MS-WSMV] 4.11.3.
    private static void WriteOperation(XmlWriter xml, OperationHeader operation)
    {
        xml.WriteStartElement("p", "OperationID", Namespaces.WsManMicrosoft);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, operation.IsRetransmission ? "true" : "false");
        xml.WriteString(IdOf(operation.OperationId));
        xml.WriteEndElement();
        xml.WriteStartElement("p", "SequenceId", Namespaces.WsManMicrosoft);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "false");
        xml.WriteString("1");
        xml.WriteEndElement();
    }

    private static void WriteSelectors(XmlWriter xml, IReadOnlyList<Selector> selectors)
    {
        xml.WriteStartElement("w", "SelectorSet", Namespaces.WsMan);
        foreach (var selector in selectors)
        {
            xml.WriteStartElement("w", "Selector", Namespaces.WsMan);
            xml.WriteAttributeString("Name", selector.Name);
            if (selector.Reference is { } reference) reference.Write(xml);
            else xml.WriteString(selector.Value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteOptions(XmlWriter xml, IReadOnlyList<RequestOption> options)
    {
        xml.WriteStartElement("w", "OptionSet", Namespaces.WsMan);
        foreach (var option in options)
        {
            xml.WriteStartElement("w", "Option", Namespaces.WsMan);
            xml.WriteAttributeString("Name", option.Name);
            if (option.MustComply) xml.WriteAttributeString("MustComply", "true");
            xml.WriteString(option.Value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteUnderstood(XmlWriter xml, string prefix, string name, string space, string value)
    {
        xml.WriteStartElement(prefix, name, space);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        xml.WriteString(value);
        xml.WriteEndElement();
    }
}
