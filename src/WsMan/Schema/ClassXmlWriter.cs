using System.Xml;
using Sekimori.Cim.Model;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>
/// Writes the definition of a class in CIM-XML ([DSP0201] 5.2.2), which is how WS-Management gives it ([MS-WSMV] 3.1.4.1.38, [DSP0227]
/// 15.4).
/// </summary>
internal static class ClassXmlWriter
{
    /// <summary>Writes the CLASS element, with what the class inherits; elements of CIM-XML are in no namespace.</summary>
    public static void Write(XmlWriter xml, CimClass c)
    {
        xml.WriteStartElement("CLASS");
        xml.WriteAttributeString("NAME", c.Name);
        if (c.Superclass is { } super) xml.WriteAttributeString("SUPERCLASS", super.Name);
        // Windows' clients need the whole line of ancestors, the nearest first.
        xml.WriteAttributeString("DERIVATION", string.Join(',', c.Derivation));
        foreach (var qualifier in c.Qualifiers) Write(xml, qualifier, isInherited: !c.OwnQualifiers.Contains(qualifier));
        foreach (var property in c.Properties) Write(xml, c, property);
        foreach (var method in c.Methods) Write(xml, c, method);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CimClass c, CimProperty property)
    {
        Begin(xml, "PROPERTY", property.Name, property.Type, property.IsArray, property.ReferenceClass);
        xml.WriteAttributeString("CLASSORIGIN", property.Origin);
        // One that the class declares again, as a key for example, is its own.
        if (c.Superclass is { } super && property.Index < super.Properties.Count
            && ReferenceEquals(super.Properties[property.Index], property)) xml.WriteAttributeString("PROPAGATED", "true");
        Flag(xml, "key", property.IsKey);
        Embedded(xml, property.Type, property.ReferenceClass);
        foreach (var qualifier in property.Qualifiers) Write(xml, qualifier);
        // [DSP0201] 5.2.3.1: the default value.
        if (!property.Default.IsNull) Write(xml, property.Default);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CimClass c, CimMethod method)
    {
        xml.WriteStartElement("METHOD");
        xml.WriteAttributeString("NAME", method.Name);
        if (!method.IsVoid) xml.WriteAttributeString("TYPE", TypeOf(method.ReturnType));
        xml.WriteAttributeString("CLASSORIGIN", method.Origin);
        if (method.Origin != c.Name) xml.WriteAttributeString("PROPAGATED", "true");
        Flag(xml, "static", method.IsStatic);
        foreach (var qualifier in method.Qualifiers) Write(xml, qualifier);
        foreach (var place in method.Parameters) Write(xml, place);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CimMethodParameter place)
    {
        var parameter = place.Parameter;
        Begin(xml, "PARAMETER", parameter.Name, parameter.Type, parameter.IsArray, parameter.ReferenceClass);
        Flag(xml, "in", place.IsIn);
        Flag(xml, "out", place.IsOut);
        Flag(xml, "Required", parameter.IsRequired);
        Embedded(xml, parameter.Type, parameter.ReferenceClass);
        foreach (var qualifier in parameter.Qualifiers) Write(xml, qualifier);
        xml.WriteEndElement();
    }

    private static void Begin(XmlWriter xml, string element, string name, CimType type, bool isArray, string? reference)
    {
        var isReference = type == CimType.Reference;
        xml.WriteStartElement(element + (isReference ? isArray ? ".REFARRAY" : ".REFERENCE" : isArray ? ".ARRAY" : ""));
        xml.WriteAttributeString("NAME", name);
        if (!isReference) xml.WriteAttributeString("TYPE", TypeOf(type));
        else if (reference is not null) xml.WriteAttributeString("REFERENCECLASS", reference);
    }

    // [DSP0201] 5.2.3: an embedded instance is a string to the schema.
    private static void Embedded(XmlWriter xml, CimType type, string? reference)
    {
        if (type != CimType.Object) return;
        if (reference is null) Flag(xml, "EmbeddedObject", true);
        else Write(xml, new CimQualifier("EmbeddedInstance", reference));
    }

    private static void Flag(XmlWriter xml, string name, bool isSet)
    {
        if (isSet) Write(xml, new CimQualifier(name, true));
    }

    private static void Write(XmlWriter xml, CimQualifier qualifier, bool isInherited = false)
    {
        xml.WriteStartElement("QUALIFIER");
        xml.WriteAttributeString("NAME", qualifier.Name);
        var value = qualifier.Value;
        xml.WriteAttributeString("TYPE", value.IsNull ? "boolean" : TypeOf(value.AsArray?.Type ?? value.Type));
        if (isInherited) xml.WriteAttributeString("PROPAGATED", "true");
        Write(xml, value.IsNull ? true : value);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CimValue value)
    {
        if (value.AsArray is not { } array)
        {
            xml.WriteElementString("VALUE", SafeText.Of(value.ToString()));
            return;
        }
        xml.WriteStartElement("VALUE.ARRAY");
        foreach (var element in array.Elements) xml.WriteElementString("VALUE", SafeText.Of(element.ToString()));
        xml.WriteEndElement();
    }

    private static string TypeOf(CimType type) => type switch
    {
        CimType.Object => "string",
        CimType.Reference => "reference",
        _ => type.ToString().ToLowerInvariant(),
    };
}
