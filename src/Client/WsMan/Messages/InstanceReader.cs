using Sekimori.Cim.Model;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// An instance as it stands in an answer ([DSP0230] 9): names and text, until the definition of its class gives them types.
/// </summary>
internal sealed class InstanceReader
{
    /// <summary>
    /// Values of one instance, those of its arrays and embedded instances included: as many as fit into the default MaxEnvelopeSize, at
    /// seven bytes each.
    /// </summary>
    private const int MaxValues = 65_536;

    private readonly string _element, _uri;
    private readonly List<NamedValue> _values = [];

    private InstanceReader(string element, string uri) => (_element, _uri) = (element, uri);

    /// <summary>The resource URIs of the instance's class and of those embedded in it.</summary>
    internal IEnumerable<string> ClassUris => [_uri, .. Embedded(_values)];

    /// <summary>Reads the instance that the reader stands on, and consumes it.</summary>
    internal static InstanceReader Read(EnvelopeReader reader)
    {
        var read = new InstanceReader(reader.LocalName, reader.NamespaceUri);
        var limits = SoapLimits.Default;
        // A projection of Windows is an XmlFragment of WS-Management, with properties of the class in it ([DSP0226] 7.7).
        if (ResourceUri.Matches(read._uri)) CimXmlReader.ReadValues(reader, limits, read._values, MaxValues);
        else if (reader.Is("XmlFragment", Namespaces.WsMan)) ReadFragment(reader, limits, read._values);
        else throw new WsManClientException(
            WsManFailure.Misuse, $"{reader.LocalName} is not an instance of a CIM class; use the methods that return elements");
        return read;
    }

    /// <summary>The namespace and the class that a URI of this instance names.</summary>
    internal (string Namespace, string Name) NameOf(string uri, WsManResource resource)
    {
        // A fragment has no class of its own: it is that of the resource.
        var named = ResourceUri.Matches(uri) ? uri : resource.Uri;
        var parsed = ResourceUri.Parse(named, ReferenceEquals(named, resource.Uri) ? resource.Selectors : []);
        return (parsed.Namespace, parsed.IsAllClasses ? _element : parsed.ClassName);
    }

    /// <summary>
    /// The instance, of its class where that is defined and has all its properties; else of a class made from what is there.
    /// </summary>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Malformed"/>: a value is not of its property's type.</exception>
    internal CimInstance ToInstance(Uri where, WsManResource resource, Func<(string Namespace, string Name), CimClass?> definitionOf)
    {
        try
        {
            var values = CimXmlReader.Bind(_values, uri => definitionOf(NameOf(uri, resource)));
            var name = NameOf(_uri, resource);
            var definition = definitionOf(name);
            if (definition is null || values.Exists(value => definition.FindProperty(value.Key) is null))
                definition = Shape(name.Name, definition, values);
            var instance = new CimInstance(definition);
            foreach (var (property, value) in values.Select(value =>
                (definition.FindProperty(value.Key)!, value.Value))) instance[property.Index] = CimXmlReader.Typed(property, value);
            return instance;
        }
        catch (WsManFaultException e)
        {
            throw Reply.Malformed(where, e.Fault.Reason);
        }
    }

    private static void ReadFragment(EnvelopeReader reader, SoapLimits limits, List<NamedValue> target)
    {
        reader.Enter();
        CimXmlReader.ReadMembers(reader, limits, target, null, null, MaxValues);
    }

    private static CimClass Shape(string name, CimClass? definition, List<KeyValuePair<string, CimValue>> values) =>
        new(name, null, values.Select((value, index) =>
    {
        var known = definition?.FindProperty(value.Key);
        return new CimProperty
        {
            Name = known?.Name ?? value.Key, Index = index, Origin = known?.Origin ?? name, IsKey = known?.IsKey ?? false,
            Type = known?.Type ?? (value.Value.IsNull ? CimType.String : value.Value.Type), IsArray = known?.IsArray ?? value.Value.IsArray,
        };
    }));

    private static IEnumerable<string> Embedded(IEnumerable<NamedValue> values) =>
        values.Where(value => value.Members is not null).SelectMany(value => Embedded(value.Members!).Prepend(value.ClassUri!));
}
