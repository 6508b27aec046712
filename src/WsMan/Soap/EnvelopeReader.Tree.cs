using System.Xml;
using System.Xml.Linq;

namespace Sekimori.WsMan.Soap;

/// <content>Elements as trees, for what is passed on.</content>
internal sealed partial class EnvelopeReader
{
    // A QName of a type or a fault code; longer texts with one colon are URIs and sentences.
    private const int LongestQName = 256;

    /// <summary>
    /// The element that the reader is on, with all that is in it; consumes it. Prefixes stay as they are written, those that values
    /// use are declared. Comments are dropped: what is read here has one meaning when it is written again.
    /// </summary>
    public XElement ReadTree()
    {
        try
        {
            var xml = Xml;
            XElement? root = null, parent = null;
            while (true)
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        Count();
                        var isEmpty = xml.IsEmptyElement;
                        var element = Copy(xml, parent);
                        root ??= element;
                        if (!isEmpty) parent = element;
                        break;
                    case XmlNodeType.EndElement:
                        if (parent!.FirstNode is XText { NextNode: null } text) Declare(xml, parent, text.Value);
                        parent = parent.Parent;
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                        parent!.Add(new XText(xml.Value));
                        break;
                    case XmlNodeType.Comment: break;
                    default: throw Misplaced("An element contains something other than elements and text.");
                }
                xml.Read();
                if (parent is not null) continue;
                xml.MoveToContent();
                return root!;
            }
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    private static XElement Copy(XmlDictionaryReader xml, XElement? parent)
    {
        var element = new XElement(XName.Get(xml.LocalName, xml.NamespaceURI));
        parent?.Add(element);
        Keep(element, xml.Prefix, xml.NamespaceURI);
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            var (prefix, name, space, value) = (xml.Prefix, xml.LocalName, xml.NamespaceURI, xml.Value);
            if (space == Namespaces.Xmlns) Keep(element, prefix.Length == 0 ? "" : name, value);
            else
            {
                if (prefix.Length > 0) Keep(element, prefix, space);
                element.SetAttributeValue(XName.Get(name, space), value);
                Declare(xml, element, value);
            }
        }
        xml.MoveToElement();
        return element;
    }

    /// <summary>Declares the prefix of a value that may be a QName, where it was declared outside the tree.</summary>
    private static void Declare(XmlDictionaryReader xml, XElement element, string value)
    {
        if (value.Length is 0 or > LongestQName || value.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon)) return;
        var prefix = value[..colon].Trim();
        if (prefix.Length == 0 || !XmlReader.IsName(prefix)) return;
        if (xml.LookupNamespace(prefix) is { Length: > 0 } space) Keep(element, prefix, space);
    }

    private static void Keep(XElement element, string prefix, string space)
    {
        if (prefix is "xml" or "xmlns") return;
        if (prefix.Length == 0)
        {
            if (element.Attribute("xmlns") is null && element.Name.NamespaceName == space
                && (element.Parent is null ? space.Length > 0 : element.Parent.GetDefaultNamespace().NamespaceName != space))
                element.SetAttributeValue("xmlns", space);
        }
        else if (element.GetNamespaceOfPrefix(prefix)?.NamespaceName != space)
            element.SetAttributeValue(XNamespace.Xmlns + prefix, space);
    }
}
