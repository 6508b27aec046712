using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>An instance of CIM as an item of an enumeration.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Resource">The resource that is enumerated.</param>
/// <param name="As">The superclass that it is shown as; null for its own class.</param>
/// <param name="Selected">The properties that a query names; null for all.</param>
internal sealed record CimItem(CimInstance Instance, ResourceUri Resource, CimClass? As, IReadOnlyList<CimProperty>? Selected)
    : IEnumerationItem
{
    public EndpointReference? Reference => CimXmlWriter.ReferenceOf(Instance, Resource);

    public void WriteObject(EnvelopeWriter writer)
    {
        var xml = writer.Xml;
        if (Selected is null)
        {
            CimXmlWriter.WriteInstance(writer, Instance, Resource.Prefix, As);
            return;
        }
        // [DSP0227] 8.1: a projection is a fragment, its properties without a namespace and in alphabetical order ([MS-WSMV] notes 58 and
        // 59).
        xml.WriteStartElement("w", "XmlFragment", Namespaces.WsMan);
        xml.WriteAttributeString("xmlns", "xsi", null, Namespaces.SchemaInstance);
        xml.WriteAttributeString("xmlns", "cim", null, Namespaces.CimCommon);
        foreach (var property in Selected)
            CimXmlWriter.WriteProperty(xml, null, property.Name, "", Instance[property.Index], Resource.Prefix, 0);
        xml.WriteEndElement();
    }
}
