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
            HeaderWriter.Envelope(xml, request.Resource is { } resource
                ? headers => WriteHeaders(headers, request, resource, to, options, operation)
                : null, request.Body);
        }

        return buffer.ToArray();
    }

    private static void WriteHeaders(
        XmlWriter xml, Request request, WsManResource resource, Uri to, WsManClientOptions options, OperationHeader? operation)
    {
        HeaderWriter.Addressing(
            xml, to, resource.Uri, request.Action, options.MaxEnvelopeSize, HeaderWriter.IdOf(operation?.MessageId ?? Guid.NewGuid()));
        if (operation is not null) WriteOperation(xml, operation);
        HeaderWriter.Language(xml, "w", "Locale", Namespaces.WsMan, "en-US");
        xml.WriteElementString("w", "OperationTimeout", Namespaces.WsMan, XsDuration.Format(request.Timeout ?? options.OperationTimeout));
        HeaderWriter.Selectors(xml, resource.Selectors);
        if (request.Fragment is { } fragment) HeaderWriter.Understood(xml, "w", "FragmentTransfer", Namespaces.WsMan, fragment);
        if (request.Options.Count > 0) HeaderWriter.Options(xml, request.Options, mustUnderstand: false);
    }

    // [MS-WSMV] 4.11.3.
    private static void WriteOperation(XmlWriter xml, OperationHeader operation)
    {
        var (id, space) = (HeaderWriter.IdOf(operation.OperationId), Namespaces.WsManMicrosoft);
        HeaderWriter.Header(xml, "p", "OperationID", space, id, operation.IsRetransmission);
        HeaderWriter.Header(xml, "p", "SequenceId", space, "1", mustUnderstand: false);
    }
}
