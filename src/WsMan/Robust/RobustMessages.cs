using System.Xml;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Robust;

/// <summary>What robust connections add to messages ([MS-WSMV] 2.2.4.44 to 2.2.4.46).</summary>
internal static class RobustMessages
{
    /// <summary>
    /// Writes OperationID, as the client wrote it, and the number of the message within its operation: an operation here has one.
    /// </summary>
    public static void WriteHeaders(XmlWriter xml, RequestHeaders headers)
    {
        if (headers.RobustId is null) return;
        xml.WriteStartElement("p", "OperationID", Namespaces.WsManMicrosoft);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "false");
        xml.WriteString(SafeText.Of(headers.OperationId!));
        xml.WriteEndElement();
        // 4.11 writes SequenceId, 2.2.4.46 SequenceID.
        if (headers.IsOperation) xml.WriteElementString("p", "SequenceId", Namespaces.WsManMicrosoft, "1");
    }

    /// <summary>Acknowledges messages of the client ([MS-WSMV] 4.11.3): one, the request.</summary>
    /// <returns>The envelope, which the caller disposes of.</returns>
    public static ReplyBuffer Acknowledgement(RequestHeaders headers, EnvelopeCharset charset)
    {
        using var writer = new EnvelopeWriter(charset);
        writer.Begin(Actions.Acknowledge, null, writeHeaders: xml =>
        {
            xml.WriteStartElement("w", "ResourceURI", Namespaces.WsMan);
            xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
            xml.WriteString(WellKnown.RobustConnection);
            xml.WriteEndElement();
            xml.WriteElementString("p", "OperationID", Namespaces.WsManMicrosoft,
                "uuid:" + headers.RobustId!.Value.ToString("D").ToUpperInvariant());
        });
        writer.Xml.WriteElementString("p", "LastSequenceIdReceived", Namespaces.WsManMicrosoft, "1");
        return writer.End();
    }
}
