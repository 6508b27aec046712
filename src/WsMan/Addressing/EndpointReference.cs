using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Addressing;

/// <summary>The address of a resource: its URI and the selectors that pick one instance ([DSP0226] 5.1).</summary>
/// <param name="Address">Where the service is; <see cref="WellKnown.Anonymous"/> for this one.</param>
/// <param name="ResourceUri">The resource.</param>
/// <param name="Selectors">The keys.</param>
public sealed record EndpointReference(string Address, string ResourceUri, IReadOnlyList<Selector> Selectors)
{
    /// <summary>Writes the content of an endpoint reference into the element that the writer has opened.</summary>
    public void WriteContent(XmlWriter xml)
    {
        xml.WriteElementString("a", "Address", Namespaces.Addressing, SafeText.Of(Address));
        xml.WriteStartElement("a", "ReferenceParameters", Namespaces.Addressing);
        xml.WriteElementString("w", "ResourceURI", Namespaces.WsMan, SafeText.Of(ResourceUri));
        HeaderWriter.Selectors(xml, [.. Selectors.Select(one => one with { Value = SafeText.Of(one.Value) })]);
        xml.WriteEndElement();
    }

    /// <summary>Writes the reference as an element.</summary>
    public void Write(XmlWriter xml)
    {
        xml.WriteStartElement("a", "EndpointReference", Namespaces.Addressing);
        WriteContent(xml);
        xml.WriteEndElement();
    }

    /// <summary>Reads the content of the element that the reader is on, and consumes it.</summary>
    /// <exception cref="WsManFaultException">One of its elements is repeated, or a selector is invalid.</exception>
    internal static EndpointReference Read(EnvelopeReader reader, SoapLimits limits)
    {
        string? address = null;
        EndpointReference? reference = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Address", Namespaces.Addressing)) address = Once(address, "Address", reader.ReadText());
            else if (reader.Is("ReferenceParameters", Namespaces.Addressing))
                reference = Once(reference, "ReferenceParameters", ReadParameters(reader, limits, WellKnown.Anonymous));
            else reader.Skip();
        }
        return (reference ?? new EndpointReference("", "", [])) with { Address = address ?? WellKnown.Anonymous };
    }

    /// <summary>Reads the ReferenceParameters that the reader is on, and consumes them.</summary>
    /// <exception cref="WsManFaultException">As for <see cref="Read"/>.</exception>
    internal static EndpointReference ReadParameters(EnvelopeReader reader, SoapLimits limits, string address)
    {
        string? resource = null;
        List<Selector>? selectors = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("ResourceURI", Namespaces.WsMan)) resource = Once(resource, "ResourceURI", reader.ReadText());
            else if (reader.Is("SelectorSet", Namespaces.WsMan))
            {
                selectors = Once(selectors, "SelectorSet", []);
                ReadSelectors(reader, selectors, limits);
            }
            else reader.Skip();
        }
        return new EndpointReference(address, resource ?? "", selectors ?? []);
    }

    /// <summary>Reads the SelectorSet that the reader is on into <paramref name="selectors"/>, and consumes it.</summary>
    /// <exception cref="WsManFaultException">Two selectors of one name, one without a name, too many of them, or something else among them
    /// ([DSP0226] 5.1.2.2).</exception>
    internal static void ReadSelectors(EnvelopeReader reader, List<Selector> selectors, SoapLimits limits)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("Selector", Namespaces.WsMan))
                throw new WsManFaultException(Fault.SchemaValidation("A SelectorSet contains an element other than Selector."));
            var name = reader.Attribute("Name")
                ?? throw new WsManFaultException(Fault.InvalidSelectors("A selector has no name.", FaultDetails.InvalidValue));
            if (selectors.Count >= limits.MaxListItems)
                throw new WsManFaultException(Fault.TooMany($"More than {limits.MaxListItems} selectors.", FaultDetails.SelectorLimit));
            if (selectors.Exists(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new WsManFaultException(Fault.InvalidSelectors($"The selector {name} is repeated.", FaultDetails.DuplicateSelectors));
            selectors.Add(ReadSelector(reader, name, limits));
        }
    }

    private static Selector ReadSelector(EnvelopeReader reader, string name, SoapLimits limits)
    {
        if (reader.TryReadText(out var value)) return new Selector(name, value.Trim());
        Selector? selector = null;
        while (reader.NextChild())
        {
            if (reader.Is("EndpointReference", Namespaces.Addressing))
                selector = Once(selector, "EndpointReference", new Selector(name, "", Read(reader, limits)));
            else throw new WsManFaultException(Fault.SchemaValidation($"The selector {name} contains elements that are not a reference."));
        }
        return selector ?? new Selector(name, "");
    }

    private static T Once<T>(T? before, string element, T now) where T : class =>
        before is null ? now : throw new WsManFaultException(Fault.SchemaValidation($"A reference repeats {element}."));
}
