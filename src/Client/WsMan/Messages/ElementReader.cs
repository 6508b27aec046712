using System.Xml.Linq;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>Turns an element of an answer into one that outlives it.</summary>
internal static class ElementReader
{
    private static readonly (string Name, string Space)[] Attributes =
        [("nil", Namespaces.SchemaInstance), ("type", Namespaces.SchemaInstance), ("Name", ""), ("Code", ""), ("State", ""),
        ("ShellId", ""), ("CommandId", "")];

    /// <summary>
    /// Reads the element that the reader is on, with all below it, and consumes it. Of attributes those are kept that WS-Management gives a
    /// meaning.
    /// </summary>
    internal static XElement Read(EnvelopeReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceUri));
        foreach (var (name, space) in Attributes)
        {
            if ((space.Length == 0 ? reader.Attribute(name) : reader.Attribute(name, space)) is { } value)
                element.SetAttributeValue(XName.Get(name, space), value);
        }

        if (reader.TryReadText(out var text))
        {
            if (text.Length > 0) element.Value = text;
            return element;
        }

        while (reader.NextChild()) element.Add(Read(reader));
        return element;
    }
}
