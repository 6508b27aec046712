using System.Text;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>A query of the association dialect ([DSP0227] 8.2).</summary>
internal sealed class AssociationFilter
{
    private static readonly string[] Names =
        ["Object", "AssociationClassName", "ResultClassName", "Role", "ResultRole", "IncludeResultProperty"];

    /// <summary>
    /// True for AssociatedInstances, the objects at the other end; false for AssociationInstances, the associations themselves.
    /// </summary>
    public bool ReturnsOtherEnd { get; private init; }

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

    /// <summary>Reads the element that the reader is on, and consumes it.</summary>
    public static AssociationFilter Read(EnvelopeReader reader, SoapLimits limits)
    {
        var filter = new AssociationFilter { ReturnsOtherEnd = reader.IsNamed("AssociatedInstances") };
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            var kind = Array.IndexOf(Names, name);
            if (kind < 0)
            {
                reader.Skip();
                continue;
            }
            if (!reader.IsIn(Namespaces.CimBinding))
                throw new WsManFaultException(Fault.CannotProcessFilter($"{name} is in a wrong namespace."));
            // [DSP0227] 8.2.1: of properties there may be several; they are not obeyed.
            if (name == "IncludeResultProperty") reader.Skip();
            else
            {
                seen.Take(kind, name);
                filter.ReadOne(reader, name, limits);
            }
        }
        return filter;
    }

    /// <summary>The query that it stands for, as the object manager is asked.</summary>
    /// <exception cref="WsManFaultException">It names no object.</exception>
    public string ToQuery()
    {
        var reference = Object ?? throw new WsManFaultException(Fault.CannotProcessFilter("The association query names no object."));
        var path = CimXmlReader.PathOf(reference) with { Namespace = null };
        var query = new StringBuilder(ReturnsOtherEnd ? "ASSOCIATORS OF {" : "REFERENCES OF {").Append(path.ToRelativeString()).Append('}');
        var separator = " WHERE ";
        Add("AssocClass", ReturnsOtherEnd ? AssociationClass : null);
        Add("ResultClass", ResultClass);
        Add("Role", Role);
        Add("ResultRole", ReturnsOtherEnd ? ResultRole : null);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is null) return;
            query.Append(separator).Append(name).Append(" = ").Append(value);
            separator = " ";
        }
    }

    private void ReadOne(EnvelopeReader reader, string name, SoapLimits limits)
    {
        switch (name)
        {
            case "Object": Object = ReadObject(reader, limits); break;
            case "AssociationClassName": AssociationClass = ReadName(reader); break;
            case "ResultClassName": ResultClass = ReadName(reader); break;
            case "Role": Role = ReadName(reader); break;
            default: ResultRole = ReadName(reader); break;
        }
    }

    // The content is an endpoint reference, with the element of that name around it or without.
    private static EndpointReference ReadObject(EnvelopeReader reader, SoapLimits limits)
    {
        string? address = null;
        EndpointReference? reference = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (address is null && reader.Is("Address", Namespaces.Addressing)) address = reader.ReadText();
            else if (reference is null && reader.Is("EndpointReference", Namespaces.Addressing))
                reference = EndpointReference.Read(reader, limits);
            else if (reference is null && reader.Is("ReferenceParameters", Namespaces.Addressing))
                reference = EndpointReference.ReadParameters(reader, limits, address ?? WellKnown.Anonymous);
            else throw new WsManFaultException(Fault.CannotProcessFilter("The object of the association is not an endpoint reference."));
        }
        return reference ?? throw new WsManFaultException(
            Fault.CannotProcessFilter("The object of the association is not an endpoint reference."));
    }

    // Names end up in a query: only a name may get there.
    private static string ReadName(EnvelopeReader reader)
    {
        var name = reader.ReadText();
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : throw new WsManFaultException(Fault.CannotProcessFilter("A name in the filter is not a CIM name."));
    }
}
