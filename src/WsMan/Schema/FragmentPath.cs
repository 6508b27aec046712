using System.Xml;
using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>
/// The part of an instance that a fragment's path names, by XPath of level 1 ([DSP0226] 7.7 and D.1): a property, an element of an array
/// property, or the text of one. <c>Name</c>, <c>p:Name</c>, <c>Class/Name</c>, <c>Name[2]</c>, <c>Name/text()</c>.
/// </summary>
internal static class FragmentPath
{
    /// <summary>Writes the w:XmlFragment with what the path names; empty if the property is null.</summary>
    /// <exception cref="WsManFaultException">The dialect is unknown, the path exceeds level 1, or names something that does not
    /// exist.</exception>
    public static void Write(XmlWriter xml, CimInstance instance, FragmentTransfer fragment, in ResourceUri resource)
    {
        var (_, property, index, wantsText) = Parse(fragment, instance.Class);
        var value = Pick(instance[property.Index], index);
        xml.WriteStartElement("w", "XmlFragment", Namespaces.WsMan);
        xml.WriteAttributeString("xmlns", "xsi", null, Namespaces.SchemaInstance);
        xml.WriteAttributeString("xmlns", "cim", null, Namespaces.CimCommon);
        if (wantsText) WriteText(xml, value);
        else CimXmlWriter.WriteProperty(xml, "p", property.Name, resource.UriOf(instance.Class.Name), value, resource.Prefix, 0);
        xml.WriteEndElement();
    }

    /// <summary>Parses a path.</summary>
    /// <returns>The class, the property, the position in an array if one is named, and whether only the text is meant.</returns>
    /// <exception cref="WsManFaultException">As for <see cref="Write"/>.</exception>
    public static (CimClass Class, CimProperty Property, int? Index, bool NeedsText) Parse(FragmentTransfer fragment, CimClass definition)
    {
        if (fragment.Dialect != WellKnown.DialectXPath) throw new WsManFaultException(Fault.FragmentDialect(fragment.Dialect));
        var (name, index, wantsText) = Parse(fragment.Path, definition);
        return (definition, definition.FindProperty(name) ?? throw Bad($"{definition.Name} has no property {name}."), index, wantsText);
    }

    /// <summary>True if the path leads to something in an instance: the filter of level 1 is the existence of its nodes.</summary>
    public static bool Exists(CimValue value, int? index) =>
        !value.IsNull && (index is not { } position || position <= (value.AsArray?.Count ?? 1));

    /// <summary>An array with one element put in the place of another.</summary>
    /// <param name="property">The array property.</param>
    /// <param name="array">Its value.</param>
    /// <param name="position">The element's position, from one.</param>
    /// <param name="element">The new element.</param>
    public static CimValue Replace(CimProperty property, CimValue array, int position, CimValue element)
    {
        var elements = array.AsArray?.Elements.ToArray() ?? [];
        if (position > elements.Length) throw Bad("The array has fewer elements.");
        elements[position - 1] = CimXmlReader.Typed(property, element) is { AsArray: { Count: 1 } one }
            ? one.Elements[0]
            : throw Bad("An element of an array must be one value.");
        return new CimArray(property.Type, elements);
    }

    private static CimValue Pick(CimValue value, int? index)
    {
        if (index is not { } position) return value;
        if (value.AsArray is { } array)
            return position <= array.Count ? array.Elements[position - 1] : throw Bad("The array has fewer elements.");
        return position == 1 ? value : throw Bad("The property is not an array.");
    }

    private static void WriteText(XmlWriter xml, CimValue value)
    {
        if (value.IsNull) return;
        if (value.IsArray || value.Type is CimType.Reference or CimType.Object) throw Bad("The property has no text of its own.");
        xml.WriteString(SafeText.Of(value.ToString()));
    }

    private static (string Name, int? Index, bool NeedsText) Parse(string path, CimClass definition)
    {
        // [MS-WSMV] note 65: absolute paths are refused.
        if (path.Length == 0 || path[0] == '/') throw Bad("The path is empty, or absolute.");
        var steps = path.Split('/');
        var wantsText = steps[^1].Trim() == "text()";
        var count = wantsText ? steps.Length - 1 : steps.Length;
        var first = 0;
        // The step of the instance's own element may be in front.
        if (count == 2 && definition.IsA(Local(steps[0]))) first = 1;
        if (count - first != 1) throw Bad("The path leads beyond the properties of an instance.");
        var step = steps[first].Trim();
        int? index = null;
        if (step.EndsWith(']'))
        {
            var open = step.IndexOf('[');
            if (open <= 0 || !int.TryParse(
                step.AsSpan(open + 1, step.Length - open - 2), System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture, out var position) || position < 1)
                throw Bad("The value in brackets is not a position.");
            (index, step) = (position, step[..open]);
        }
        return (Local(step), index, wantsText);
    }

    private static string Local(string step)
    {
        var name = step.Trim();
        name = name[(name.IndexOf(':') + 1)..];
        return name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c == '_') ? name : throw Bad("A step is not a name.");
    }

    private static WsManFaultException Bad(string why) =>
        new(Fault.CannotProcessFilter($"The fragment cannot be found: {why}", WsManErrors.InvalidFragmentPath));
}
