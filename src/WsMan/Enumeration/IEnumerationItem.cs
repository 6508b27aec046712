using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>One item of an enumeration.</summary>
internal interface IEnumerationItem
{
    /// <summary>The item's endpoint reference; null if it has none.</summary>
    EndpointReference? Reference { get; }

    /// <summary>Writes the object.</summary>
    void WriteObject(EnvelopeWriter writer);
}
