using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>
/// Reads objects of CIM from XML: the arguments of a method, or the properties of an instance. Repeated elements make an array ([DSP0230]
/// 9.2.2). What was read is bound to classes once the request may continue (<see cref="Bind"/>).
/// </summary>
internal static class CimXmlReader
{
    // Values of one argument list, or of one object in it: more than any array that a method of this project accepts.
    private const int MaxValues = 4096;

    /// <summary>Reads the element that the reader is on, whose children are properties or arguments, and consumes it.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="target">Where names and values go, in their order.</param>
    /// <param name="most">Values that are taken.</param>
    /// <exception cref="WsManFaultException">A value cannot be read, or is in another namespace than the element around it ([DSP0230]
    /// 9.2).</exception>
    public static void ReadValues(EnvelopeReader reader, SoapLimits limits, List<NamedValue> target, int most = MaxValues)
    {
        var space = reader.NamespaceUri;
        reader.Enter();
        ReadMembers(reader, limits, target, space, null, most);
    }

    /// <summary>Reads the children of an element that the reader has entered, and passes its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="target">Where names and values go, in their order.</param>
    /// <param name="space">A namespace that they may be in; null for that of any class.</param>
    /// <param name="other">Another, or null.</param>
    /// <param name="most">Values that are taken, of each object.</param>
    public static void ReadMembers(
        EnvelopeReader reader, SoapLimits limits, List<NamedValue> target, string? space, string? other, int most = MaxValues)
    {
        while (reader.NextChild())
        {
            if (target.Count >= most) throw new WsManFaultException(Fault.InvalidParameter($"More than {most} values."));
            var isOwn = reader.IsIn("")
                || (space is null
                ? ResourceUri.Matches(reader.NamespaceUri)
                : reader.IsIn(space) || (other is not null && reader.IsIn(other)));
            if (!isOwn)
                throw new WsManFaultException(
                    Fault.InvalidRepresentation($"{reader.LocalName} is in another namespace than the object.",
                    FaultDetails.InvalidNamespace));
            target.Add(ReadValue(reader, limits, most));
        }
    }

    /// <summary>Brings what was read to values of CIM.</summary>
    /// <param name="values">What was read.</param>
    /// <param name="classOf">Finds the class of an embedded instance by its resource URI; null for one that is not known.</param>
    /// <returns>Names and values; values are text, references, embedded instances, or arrays of these. The object manager brings them to
    /// their types.</returns>
    public static List<KeyValuePair<string, CimValue>> Bind(IReadOnlyList<NamedValue> values, Func<string, CimClass?> classOf)
    {
        var result = new List<KeyValuePair<string, CimValue>>(values.Count);
        foreach (var group in values.GroupBy(value => value.Name, StringComparer.OrdinalIgnoreCase))
        {
            List<CimValue> bound = [.. group.Select(value => value.Members is null ? value.Value : Embed(value, classOf))];
            result.Add(new(group.Key, bound.Count == 1 ? bound[0] : ToArray(group.Key, bound)));
        }
        return result;
    }

    private static NamedValue ReadValue(EnvelopeReader reader, SoapLimits limits, int most)
    {
        var name = reader.LocalName;
        if (IsTrue(reader.Attribute("nil", Namespaces.SchemaInstance)))
        {
            reader.Skip();
            return new(name, CimValue.Null);
        }
        var type = reader.Attribute("type", Namespaces.SchemaInstance);
        var typeNamespace = type?.IndexOf(':') is > 0 and var colon ? reader.Resolve(type[..colon]) : null;
        if (typeNamespace is not null && ResourceUri.Matches(typeNamespace))
        {
            var members = new List<NamedValue>();
            var space = reader.NamespaceUri;
            reader.Enter();
            ReadMembers(reader, limits, members, typeNamespace, space, most);
            return new(name, CimValue.Null, typeNamespace, members);
        }
        return new(name, reader.TryReadText(out var text) ? text : ReadStructured(reader, limits));
    }

    // The reader has entered an element with child elements: a reference, a datetime, or something unsupported.
    private static CimValue ReadStructured(EnvelopeReader reader, SoapLimits limits)
    {
        CimValue? value = null;
        string? address = null;
        EndpointReference? reference = null;
        while (reader.NextChild())
        {
            switch (reader.NamespaceUri, reader.LocalName)
            {
                case (Namespaces.CimCommon, "Datetime" or "CIM_DateTime" or "Date" or "Time") when value is null:
                    value = reader.ReadText();
                    break;
                case (Namespaces.CimCommon, "Interval") when value is null:
                    value = XsDuration.TryParse(reader.ReadText(), out var interval) && interval >= TimeSpan.Zero
                        ? new CimDateTime(interval)
                        : throw new WsManFaultException(Fault.InvalidParameter("An interval is not an XML Schema duration."));
                    break;
                case (Namespaces.Addressing, "Address") when address is null:
                    address = reader.ReadText();
                    break;
                case (Namespaces.Addressing, "EndpointReference") when reference is null:
                    reference = EndpointReference.Read(reader, limits);
                    break;
                case (Namespaces.Addressing, "ReferenceParameters") when reference is null:
                    reference = EndpointReference.ReadParameters(reader, limits, address ?? WellKnown.Anonymous);
                    break;
                default:
                    throw new WsManFaultException(
                        Fault.InvalidParameter($"A value contains {reader.LocalName}, which is not a CIM value, or is repeated."));
            }
        }
        if (reference is null) return value ?? CimValue.Null;
        return value is null
            ? PathOf(reference)
            : throw new WsManFaultException(Fault.InvalidParameter("A value is both a reference and a time."));
    }

    /// <summary>The path that an endpoint reference stands for.</summary>
    /// <exception cref="WsManFaultException">It names no class of CIM.</exception>
    public static CimObjectPath PathOf(EndpointReference reference)
    {
        if (!ResourceUri.Matches(reference.ResourceUri))
            throw new WsManFaultException(Fault.InvalidParameter("A reference names no CIM class."));
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

    private static CimValue Embed(NamedValue value, Func<string, CimClass?> classOf)
    {
        var definition = classOf(value.ClassUri!)
            ?? throw new WsManFaultException(Fault.InvalidParameter($"{value.Name} has an unknown class."));
        var instance = new CimInstance(definition);
        foreach (var (name, bound) in Bind(value.Members!, classOf))
        {
            var property = definition.FindProperty(name)
                ?? throw new WsManFaultException(Fault.InvalidParameter($"{definition.Name} has no property {name}."));
            instance[property.Index] = Typed(property, bound);
        }
        return instance;
    }

    /// <summary>Brings a value as it was read to a property's type.</summary>
    /// <exception cref="WsManFaultException">It does not have that type.</exception>
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
        return !value.IsArray && value.AsString is { } text && property.Type != CimType.Object
            && CimValue.TryParse(property.Type, text, out var typed)
            ? typed
            : throw new WsManFaultException(Fault.InvalidParameter($"{property.Name} is a {property.Type}."));
    }

    private static CimValue ToArray(string name, List<CimValue> values)
    {
        var type = values.Find(v => !v.IsNull) is { IsNull: false } first ? first.Type : CimType.String;
        if (values.Exists(v => !v.IsNull && v.Type != type))
            throw new WsManFaultException(Fault.InvalidParameter($"The elements of {name} are of different kinds."));
        return new CimArray(type, [.. values]);
    }

    private static bool IsTrue(string? value) => value?.Trim() is "true" or "1";
}
