using System.Xml;
using Sekimori.WsMan.Addressing;

namespace Sekimori.WsMan.Enumeration;

/// <summary>One item of an enumeration.</summary>
internal interface IEnumerationItem
{
    /// <summary>The item's endpoint reference; null where it has none.</summary>
    EndpointReference? Reference { get; }

    /// <summary>Writes the object.</summary>
    void WriteObject(XmlWriter xml);
}
