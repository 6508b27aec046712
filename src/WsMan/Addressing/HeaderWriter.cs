using System.Globalization;
using System.Xml;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Addressing;

/// <summary>
/// Writes the envelopes of requests ([DSP0226] 5, [MS-WSMV] 2.2.4). Text that XML cannot carry is an <see cref="ArgumentException"/>: what
/// comes from a peer goes through <see cref="SafeText"/> first.
/// </summary>
internal static class HeaderWriter
{
    /// <summary>A message's own identity.</summary>
    public static string IdOf(Guid id) => "uuid:" + id.ToString("D").ToUpperInvariant();

    /// <summary>An envelope.</summary>
    /// <param name="xml">The writer.</param>
    /// <param name="header">Writes the headers; null for none.</param>
    /// <param name="body">Writes the body; null for an empty one.</param>
    public static void Envelope(XmlWriter xml, Action<XmlWriter>? header, Action<XmlWriter>? body)
    {
        xml.WriteStartElement("s", "Envelope", Namespaces.Soap);
        xml.WriteAttributeString("xmlns", "a", null, Namespaces.Addressing);
        xml.WriteAttributeString("xmlns", "w", null, Namespaces.WsMan);
        xml.WriteStartElement("s", "Header", Namespaces.Soap);
        header?.Invoke(xml);
        xml.WriteEndElement();
        xml.WriteStartElement("s", "Body", Namespaces.Soap);
        body?.Invoke(xml);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>The headers that each request has ([DSP0226] 5.4, 6.2).</summary>
    public static void Addressing(XmlWriter xml, Uri to, string resource, string action, int maxEnvelopeSize, string messageId)
    {
        xml.WriteElementString("a", "To", Namespaces.Addressing, to.AbsoluteUri);
        Understood(xml, "w", "ResourceURI", Namespaces.WsMan, resource);
        xml.WriteStartElement("a", "ReplyTo", Namespaces.Addressing);
        Understood(xml, "a", "Address", Namespaces.Addressing, WellKnown.Anonymous);
        xml.WriteEndElement();
        Understood(xml, "a", "Action", Namespaces.Addressing, action);
        Understood(xml, "w", "MaxEnvelopeSize", Namespaces.WsMan, maxEnvelopeSize.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("a", "MessageID", Namespaces.Addressing, messageId);
    }

    /// <summary>A header that the service must understand, or refuse.</summary>
    public static void Understood(XmlWriter xml, string prefix, string name, string space, string value) =>
        Header(xml, prefix, name, space, value, mustUnderstand: true);

    /// <summary>A header of text.</summary>
    public static void Header(XmlWriter xml, string prefix, string name, string space, string value, bool mustUnderstand)
    {
        xml.WriteStartElement(prefix, name, space);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, mustUnderstand ? "true" : "false");
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    /// <summary>A header that names a language ([DSP0226] 6.3, [MS-WSMV] 2.2.4.10).</summary>
    public static void Language(XmlWriter xml, string prefix, string name, string space, string language)
    {
        xml.WriteStartElement(prefix, name, space);
        xml.WriteAttributeString("xml", "lang", null, language);
        xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "false");
        xml.WriteEndElement();
    }

    /// <summary>The selectors of an instance ([DSP0226] 5.1.2.2); nothing if there are none.</summary>
    public static void Selectors(XmlWriter xml, IReadOnlyList<Selector> selectors)
    {
        if (selectors.Count == 0) return;
        xml.WriteStartElement("w", "SelectorSet", Namespaces.WsMan);
        foreach (var selector in selectors)
        {
            xml.WriteStartElement("w", "Selector", Namespaces.WsMan);
            xml.WriteAttributeString("Name", selector.Name);
            if (selector.Reference is { } reference) reference.Write(xml);
            else xml.WriteString(selector.Value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>The options of a request ([DSP0226] 6.4).</summary>
    /// <param name="xml">The writer.</param>
    /// <param name="options">The options.</param>
    /// <param name="mustUnderstand">True if a service that has no options must refuse.</param>
    public static void Options(XmlWriter xml, IReadOnlyList<RequestOption> options, bool mustUnderstand)
    {
        xml.WriteStartElement("w", "OptionSet", Namespaces.WsMan);
        if (mustUnderstand) xml.WriteAttributeString("s", "mustUnderstand", Namespaces.Soap, "true");
        foreach (var option in options)
        {
            xml.WriteStartElement("w", "Option", Namespaces.WsMan);
            xml.WriteAttributeString("Name", option.Name);
            if (option.MustComply) xml.WriteAttributeString("MustComply", "true");
            xml.WriteString(option.Value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
