using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>Reads objects of CIM from XML: the arguments of a method, or the properties of an instance. Repeated elements make an array ([DSP0230] 9.2.2).</summary>
internal static class CimXmlReader
{
    // Values of one argument list: more than any array that a method of this project takes.
    private const int MaxValues = 4096;

    /// <summary>Reads the element that the reader stands on, whose children are properties or arguments, and consumes it.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="classOf">Finds the class of an embedded instance by its resource URI; null for one that is not known.</param>
    /// <returns>Names and values; values are text, references, embedded instances, or arrays of these. The object manager brings them to their types.</returns>
    public static List<KeyValuePair<string, CimValue>> ReadValues(EnvelopeReader reader, SoapLimits limits, Func<string, CimClass?> classOf)
    {
        var names = new List<string>();
        var values = new List<List<CimValue>>();
        var count = 0;
        reader.Enter();
        while (reader.NextChild())
        {
            if (++count > MaxValues) throw new WsManFaultException(Fault.InvalidParameter($"More than {MaxValues} values."));
            var name = reader.LocalName;
            var value = ReadValue(reader, limits, classOf);
            var known = names.FindIndex(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known < 0)
            {
                names.Add(name);
                values.Add([value]);
            }
            else
            {
                values[known].Add(value);
            }
        }
        var result = new List<KeyValuePair<string, CimValue>>(names.Count);
        for (var i = 0; i < names.Count; i++) result.Add(new(names[i], values[i].Count == 1 ? values[i][0] : ToArray(names[i], values[i])));
        return result;
    }

    private static CimValue ReadValue(EnvelopeReader reader, SoapLimits limits, Func<string, CimClass?> classOf)
    {
        if (IsTrue(reader.Attribute("nil", Namespaces.SchemaInstance)))
        {
            reader.Skip();
            return CimValue.Null;
        }
        var type = reader.Attribute("type", Namespaces.SchemaInstance);
        var typeNamespace = type?.IndexOf(':') is > 0 and var colon ? reader.Resolve(type[..colon]) : null;
        if (typeNamespace is not null && ResourceUri.Matches(typeNamespace) && classOf(typeNamespace) is { } embedded) return ReadEmbedded(reader, limits, embedded, classOf);
        if (reader.TryReadText(out var text)) return text;
        return ReadStructured(reader, limits);
    }

    // The reader has entered an element that holds elements: a reference, a datetime, or something that is not taken.
    private static CimValue ReadStructured(EnvelopeReader reader, SoapLimits limits)
    {
        var value = CimValue.Null;
        var address = WellKnown.Anonymous;
        EndpointReference? reference = null;
        while (reader.NextChild())
        {
            switch (reader.NamespaceUri, reader.LocalName)
            {
                case (Namespaces.CimCommon, "Datetime" or "CIM_DateTime" or "Date" or "Time"):
                    value = reader.ReadText();
                    break;
                case (Namespaces.CimCommon, "Interval"):
                    value = XsDuration.TryParse(reader.ReadText(), out var interval) && interval >= TimeSpan.Zero
                        ? new CimDateTime(interval)
                        : throw new WsManFaultException(Fault.InvalidParameter("An interval is not a duration of XML Schema."));
                    break;
                case (Namespaces.Addressing, "Address"):
                    address = reader.ReadText();
                    break;
                case (Namespaces.Addressing, "EndpointReference"):
                    reference = EndpointReference.Read(reader, limits);
                    break;
                case (Namespaces.Addressing, "ReferenceParameters"):
                    reference = EndpointReference.ReadParameters(reader, limits, address);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return reference is null ? value : PathOf(reference);
    }

    /// <summary>The path that an endpoint reference stands for.</summary>
    /// <exception cref="WsManFaultException">It names no class of CIM.</exception>
    public static CimObjectPath PathOf(EndpointReference reference)
    {
        if (!ResourceUri.Matches(reference.ResourceUri)) throw new WsManFaultException(Fault.InvalidParameter("A reference names no class of CIM."));
        return PathOf(ResourceUri.Parse(reference.ResourceUri, reference.Selectors), reference.Selectors);
    }

    /// <summary>The path that a class and selectors stand for; that of the class where there are none.</summary>
    public static CimObjectPath PathOf(in ResourceUri resource, IReadOnlyList<Selector> selectors)
    {
        var keys = new List<CimKey>(selectors.Count);
        foreach (var selector in selectors)
        {
            if (ResourceUri.IsNamespaceSelector(selector.Name)) continue;
            keys.Add(new CimKey(selector.Name, selector.Reference is { } reference ? PathOf(reference) : selector.Value));
        }
        return new CimObjectPath(resource.ClassName, keys) { Namespace = resource.Namespace };
    }

    private static CimValue ReadEmbedded(EnvelopeReader reader, SoapLimits limits, CimClass definition, Func<string, CimClass?> classOf)
    {
        var instance = new CimInstance(definition);
        foreach (var (name, value) in ReadValues(reader, limits, classOf))
        {
            var property = definition.FindProperty(name) ?? throw new WsManFaultException(Fault.InvalidParameter($"{definition.Name} has no property {name}."));
            instance[property.Index] = Typed(property, value);
        }
        return instance;
    }

    /// <summary>Brings a value as it was read to a property's type.</summary>
    /// <exception cref="WsManFaultException">It is none of that type.</exception>
    public static CimValue Typed(CimProperty property, CimValue value)
    {
        if (value.IsNull) return value;
        if (!property.IsArray) return Scalar(property, value);
        var elements = value.AsArray is { } array ? array.Elements.ToArray() : [value];
        return new CimArray(property.Type, Array.ConvertAll(elements, e => e.IsNull ? e : Scalar(property, e)));
    }

    private static CimValue Scalar(CimProperty property, CimValue value)
    {
        if (!value.IsArray && value.Type == property.Type) return value;
        return !value.IsArray && value.AsString is { } text && property.Type != CimType.Object && CimValue.TryParse(property.Type, text, out var typed)
            ? typed
            : throw new WsManFaultException(Fault.InvalidParameter($"{property.Name} is a {property.Type}."));
    }

    private static CimValue ToArray(string name, List<CimValue> values)
    {
        var type = values.Find(v => !v.IsNull) is { IsNull: false } first ? first.Type : CimType.String;
        if (values.Exists(v => !v.IsNull && v.Type != type)) throw new WsManFaultException(Fault.InvalidParameter($"The elements of {name} are of different kinds."));
        return new CimArray(type, [.. values]);
    }

    private static bool IsTrue(string? value) => value?.Trim() is "true" or "1";
}
