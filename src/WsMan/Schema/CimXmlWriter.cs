using System.Globalization;
using System.Text;
using System.Xml;
using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>Writes objects of CIM as XML ([DSP0230] 9, [MS-WSMV] 3.1.4.1.26).</summary>
internal static class CimXmlWriter
{
    // An embedded instance may hold another. Providers of this project go one level deep; the limit keeps a cycle from running on.
    private const int MaxDepth = 8;

    [ThreadStatic]
    private static char[]? _text;

    /// <summary>Writes an instance as an element, all properties in alphabetical order.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="prefix">What precedes class names in resource URIs.</param>
    /// <param name="as">The superclass that the client wants to see it as; null for its own class. A property has the same index in
    /// both.</param>
    public static void WriteInstance(EnvelopeWriter writer, CimInstance instance, string prefix, CimClass? @as = null)
    {
        var xml = writer.Xml;
        var layout = CimLayout.Of(@as ?? instance.Class, prefix);
        xml.WriteStartElement("p", layout.Class.Name, layout.NamespaceUri);
        xml.WriteAttributeString("xmlns", "xsi", null, Namespaces.SchemaInstance);
        xml.WriteAttributeString("xmlns", "cim", null, Namespaces.CimCommon);
        xml.WriteAttributeString("xsi", "type", Namespaces.SchemaInstance, layout.TypeName);
        var first = true;
        ReplyBuffer? raw = null;
        for (var i = 0; i < layout.Properties.Length; i++)
        {
            var property = layout.Properties[i];
            var value = instance[property.Index];
            // An instance has about sixty plain values: copying prepared tags is several times as fast as the XML writer. The first one
            // closes the start tag.
            if (!first && TryWritePlain(raw ??= writer.Raw(), layout.Tags[i], value)) continue;
            raw = null;
            WriteProperty(xml, "p", property.Name, layout.NamespaceUri, value, prefix, 0);
            first &= value.AsArray is { Count: 0 };
        }
        xml.WriteEndElement();
    }

    private static bool TryWritePlain(ReplyBuffer raw, CimTags tags, CimValue value)
    {
        if (value.IsNull)
        {
            raw.Write(tags.Nil);
            return true;
        }
        if (value.IsArray || value.Type is CimType.DateTime or CimType.Reference or CimType.Object or CimType.Char16) return false;
        Span<char> scratch = stackalloc char[40];
        scoped ReadOnlySpan<char> text = value.AsString;
        if (value.Type != CimType.String)
        {
            if (!value.TryFormat(scratch, out var written)) return false;
            text = scratch[..written];
        }
        else if (!SafeText.IsPlain(text))
        {
            return false;
        }
        raw.Write(tags.Start);
        raw.Advance(Encoding.UTF8.GetBytes(text, raw.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        raw.Write(tags.End);
        return true;
    }

    /// <summary>Writes one property: an element, several for an array, one with xsi:nil for null.</summary>
    public static void WriteProperty(
        XmlWriter xml, string? elementPrefix, string name, string namespaceUri, CimValue value, string prefix, int depth)
    {
        if (value.AsArray is { } array)
        {
            // [MS-WSMV] 3.1.4.1.26: null elements are not sent.
            foreach (var element in array.Elements)
            {
                if (!element.IsNull) WriteProperty(xml, elementPrefix, name, namespaceUri, element, prefix, depth);
            }
            return;
        }
        xml.WriteStartElement(elementPrefix, name, namespaceUri);
        if (value.IsNull) xml.WriteAttributeString("xsi", "nil", Namespaces.SchemaInstance, "true");
        else WriteValue(xml, value, prefix, depth);
        xml.WriteEndElement();
    }

    /// <summary>The endpoint reference of an instance, or null if it has no path.</summary>
    public static EndpointReference? ReferenceOf(CimInstance instance, in ResourceUri resource) =>
        instance.GetPath() is { } path ? ReferenceTo(path, resource.Prefix) : null;

    /// <summary>The endpoint reference that stands for a path ([DSP0230] 9.2.4.3).</summary>
    public static EndpointReference ReferenceTo(CimObjectPath path, string prefix)
    {
        var uri = (path.Namespace is { } space && prefix.StartsWith(ResourceUri.WmiPrefix, StringComparison.OrdinalIgnoreCase)
            ? ResourceUri.WmiPrefix + space + "/" : prefix) + path.ClassName;
        var selectors = new List<Selector>(path.Keys.Count + 1);
        foreach (var key in path.Keys)
        {
            selectors.Add(key.Value.AsReference is { } reference
                ? new Selector(key.Name, "", ReferenceTo(reference, prefix))
                : new Selector(key.Name, key.Value.ToString()));
        }
        if (!prefix.StartsWith(ResourceUri.WmiPrefix, StringComparison.OrdinalIgnoreCase))
            selectors.Add(new Selector("__cimnamespace", path.Namespace ?? ResourceUri.DefaultNamespace));
        return new EndpointReference(WellKnown.Anonymous, uri, selectors);
    }

    private static void WriteValue(XmlWriter xml, CimValue value, string prefix, int depth)
    {
        switch (value.Type)
        {
            case CimType.String:
                xml.WriteString(SafeText.Of(value.AsString!));
                break;
            case CimType.DateTime:
                WriteDateTime(xml, value.AsDateTime!.Value);
                break;
            case CimType.Reference:
                ReferenceTo(value.AsReference!, prefix).WriteContent(xml);
                break;
            case CimType.Object:
                WriteEmbedded(xml, value.AsInstance!, prefix, depth);
                break;
            case CimType.Char16:
                xml.WriteString(SafeText.Of(value.AsChar.ToString()));
                break;
            default:
                var text = _text ??= new char[64];
                if (value.TryFormat(text, out var written)) xml.WriteChars(text, 0, written);
                break;
        }
    }

    private static void WriteEmbedded(XmlWriter xml, CimInstance instance, string prefix, int depth)
    {
        if (depth >= MaxDepth) return;
        var layout = CimLayout.Of(instance.Class, prefix);
        // The type's prefix is bound here: the element itself belongs to the outer class.
        xml.WriteAttributeString("xmlns", "e", null, layout.NamespaceUri);
        xml.WriteAttributeString("xsi", "type", Namespaces.SchemaInstance, string.Concat("e", layout.TypeName.AsSpan(1)));
        foreach (var property in layout.Properties)
            WriteProperty(xml, "e", property.Name, layout.NamespaceUri, instance[property.Index], prefix, depth + 1);
    }

    // [DSP0230] 8.1: an element for a point in time, another for an interval.
    private static void WriteDateTime(XmlWriter xml, CimDateTime value)
    {
        xml.WriteElementString("cim", value.IsInterval ? "Interval" : "Datetime", Namespaces.CimCommon,
            value.IsInterval ? FormatInterval(value.Interval) : FormatTime(value.Time));
    }

    private static string FormatTime(DateTimeOffset time)
    {
        var culture = CultureInfo.InvariantCulture;
        var format = time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff";
        return time.Offset == TimeSpan.Zero ? time.ToString(format + "'Z'", culture) : time.ToString(format + "zzz", culture);
    }

    private static string FormatInterval(TimeSpan interval)
    {
        var text = new StringBuilder("P").Append(interval.Days).Append("DT").Append(interval.Hours).Append('H').Append(interval.Minutes)
            .Append('M').Append(interval.Seconds);
        var micros = interval.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        if (micros > 0) text.Append('.').Append(micros.ToString("000000", CultureInfo.InvariantCulture));
        return text.Append('S').ToString();
    }
}
