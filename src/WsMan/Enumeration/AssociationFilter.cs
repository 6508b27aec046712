using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>A query of the association dialect ([DSP0227] 8.2).</summary>
internal sealed class AssociationFilter
{
    /// <summary>True for AssociatedInstances, the objects at the other end; false for AssociationInstances, the associations themselves.</summary>
    public bool WantsOtherEnd { get; private init; }

    /// <summary>The object that they are associated with.</summary>
    public EndpointReference? Object { get; private set; }

    /// <summary>The class of the association.</summary>
    public string? AssociationClass { get; private set; }

    /// <summary>The class of what is wanted.</summary>
    public string? ResultClass { get; private set; }

    /// <summary>The role of the object in the association.</summary>
    public string? Role { get; private set; }

    /// <summary>The role of what is wanted.</summary>
    public string? ResultRole { get; private set; }

    /// <summary>Reads the element that the reader stands on, and consumes it.</summary>
    public static AssociationFilter Read(EnvelopeReader reader, SoapLimits limits)
    {
        var filter = new AssociationFilter { WantsOtherEnd = reader.LocalName == "AssociatedInstances" };
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.NamespaceUri != Namespaces.CimBinding)
            {
                reader.Skip();
                continue;
            }
            switch (reader.LocalName)
            {
                case "Object": filter.Object = ReadObject(reader, limits); break;
                case "AssociationClassName": filter.AssociationClass = ReadName(reader); break;
                case "ResultClassName": filter.ResultClass = ReadName(reader); break;
                case "Role": filter.Role = ReadName(reader); break;
                case "ResultRole": filter.ResultRole = ReadName(reader); break;
                default: reader.Skip(); break;
            }
        }
        return filter;
    }

    // The content is an endpoint reference, with the element of that name around it or without.
    private static EndpointReference ReadObject(EnvelopeReader reader, SoapLimits limits)
    {
        var address = WellKnown.Anonymous;
        EndpointReference? reference = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("EndpointReference", Namespaces.Addressing)) reference = EndpointReference.Read(reader, limits);
            else if (reader.Is("Address", Namespaces.Addressing)) address = reader.ReadText();
            else if (reader.Is("ReferenceParameters", Namespaces.Addressing)) reference = EndpointReference.ReadParameters(reader, limits, address);
            else reader.Skip();
        }
        return reference ?? throw new WsManFaultException(Fault.CannotProcessFilter("The object of the association is no endpoint reference."));
    }

    // Names end up in a query: nothing but a name may get there.
    private static string ReadName(EnvelopeReader reader)
    {
        var name = reader.ReadText();
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : throw new WsManFaultException(Fault.CannotProcessFilter("A name in the filter is no name of CIM."));
    }
}
