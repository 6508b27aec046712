using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>Writes an item as the mode asks for.</summary>
internal static class EnumerationItemWriter
{
    /// <summary>Writes one item.</summary>
    public static void Write(EnvelopeWriter writer, IEnumerationItem item, EnumerationMode mode)
    {
        var xml = writer.Xml;
        switch (mode)
        {
            case EnumerationMode.Object:
                item.WriteObject(writer);
                break;
            case EnumerationMode.Reference:
                WriteReference(xml, item);
                break;
            default:
                xml.WriteStartElement("w", "Item", Namespaces.WsMan);
                item.WriteObject(writer);
                WriteReference(xml, item);
                xml.WriteEndElement();
                break;
        }
    }

    private static void WriteReference(XmlWriter xml, IEnumerationItem item) => (item.Reference
        ?? throw new WsManFaultException(
        Fault.Unsupported("These items have no endpoint references.", FaultDetails.EnumerationMode,
        WsManErrors.EnumerationModeUnsupported)))
        .Write(xml);
}
