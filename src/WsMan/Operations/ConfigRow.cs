using System.Xml;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>A row of a table of winrm/config.</summary>
/// <param name="Prefix">The prefix of its elements.</param>
/// <param name="NamespaceUri">Their namespace.</param>
/// <param name="Element">The row's element.</param>
/// <param name="Keys">What selects it.</param>
/// <param name="Values">Its elements in order; a name may be repeated.</param>
internal sealed record ConfigRow(
    string Prefix, string NamespaceUri, string Element, IReadOnlyList<Selector> Keys, IReadOnlyList<(string Name, string Value)> Values)
{
    /// <summary>Writes it.</summary>
    public void Write(XmlWriter xml)
    {
        xml.WriteStartElement(Prefix, Element, NamespaceUri);
        foreach (var (name, value) in Values) xml.WriteElementString(Prefix, name, NamespaceUri, SafeText.Of(value));
        xml.WriteEndElement();
    }
}
