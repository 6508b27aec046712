using System.Xml;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Faults;

/// <summary>Writes a fault as a whole envelope ([DSP0226] 14.2, [MS-WSMV] 2.2.4.43).</summary>
internal static class FaultWriter
{
    /// <summary>Writes the envelope.</summary>
    /// <param name="writer">Where to; what it holds is thrown away.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="request">The request's headers, as far as they have been read.</param>
    /// <param name="machine">This host's name.</param>
    public static void Write(EnvelopeWriter writer, Fault fault, RequestHeaders request, string machine)
    {
        Action<XmlWriter>? headers = fault.NotUnderstood is { } name ? xml => WriteNotUnderstood(xml, name)
            : request.RobustId is not null ? xml => RobustMessages.WriteHeaders(xml, request) : null;
        writer.Begin(fault.Subcode.Action, request.MessageId, writeHeaders: headers);
        var xml = writer.Xml;
        if (fault.Original is { } original)
        {
            original.WriteTo(xml);
            return;
        }
        xml.WriteStartElement("s", "Fault", Namespaces.Soap);
        WriteCode(xml, fault.Subcode);
        xml.WriteStartElement("s", "Reason", Namespaces.Soap);
        xml.WriteStartElement("s", "Text", Namespaces.Soap);
        xml.WriteAttributeString("xml", "lang", null, "en-US");
        xml.WriteString(SafeText.Of(fault.Reason));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("s", "Detail", Namespaces.Soap);
        if (fault.Detail is not null) xml.WriteElementString("w", "FaultDetail", Namespaces.WsMan, fault.Detail);
        xml.WriteStartElement("f", "WSManFault", Namespaces.WsManFault);
        xml.WriteAttributeString("Code", fault.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        xml.WriteAttributeString("Machine", machine);
        xml.WriteElementString("f", "Message", Namespaces.WsManFault, SafeText.Of(fault.Reason));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCode(XmlWriter xml, FaultSubcode subcode)
    {
        xml.WriteStartElement("s", "Code", Namespaces.Soap);
        xml.WriteElementString("s", "Value", Namespaces.Soap, "s:" + subcode.Code);
        if (subcode.Name is not null)
        {
            xml.WriteStartElement("s", "Subcode", Namespaces.Soap);
            xml.WriteStartElement("s", "Value", Namespaces.Soap);
            if (xml.LookupPrefix(subcode.NamespaceUri) is null)
                xml.WriteAttributeString("xmlns", subcode.Prefix, null, subcode.NamespaceUri);
            xml.WriteString(subcode.Prefix + ":" + subcode.Name);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    // [SOAP12-1] 5.4.8: which header was not understood.
    private static void WriteNotUnderstood(XmlWriter xml, QualifiedName name)
    {
        // [XML-Names] 3: no prefix is declared for names without a namespace, nor for the two namespaces that have theirs.
        var prefix = name.NamespaceUri switch { "" or Namespaces.Xmlns => "", Namespaces.Xml => "xml:", _ => "u:" };
        xml.WriteStartElement("s", "NotUnderstood", Namespaces.Soap);
        if (prefix == "u:") xml.WriteAttributeString("xmlns", "u", null, name.NamespaceUri);
        xml.WriteAttributeString("qname", prefix + name.LocalName);
        xml.WriteEndElement();
    }
}
