using System.Globalization;
using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>
/// The body of an Enumerate ([DSP0226] 8.2). Unknown elements are skipped, unless they have the name of a known one in another namespace.
/// </summary>
internal sealed class EnumerateBody : IRequestBody
{
    private static readonly string[] Names =
        ["Expires", "Filter", "OptimizeEnumeration", "MaxElements", "EnumerationMode", "PolymorphismMode"];

    /// <summary>The mode.</summary>
    public EnumerationMode Mode { get; private set; }

    /// <summary>True if the reply must contain the first items.</summary>
    public bool Optimize { get; private set; }

    /// <summary>How many items the reply may hold.</summary>
    public long MaxElements { get; private set; } = 1;

    /// <summary>Expires as the client wrote it, or null.</summary>
    public string? Expires { get; private set; }

    /// <summary>The filter, or null.</summary>
    public EnumerationFilter? Filter { get; private set; }

    /// <summary>PolymorphismMode of [DSP0227] 9.3 as the client wrote it, or null.</summary>
    public string? Polymorphism { get; private set; }

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var reader = source.Reader;
        var body = source.Begin(new EnumerateBody(), "Enumerate", Namespaces.Enumeration);
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
            // [DSP0226] 8.3: Filter may be in either namespace, once.
            if (name == "Filter" && body.Filter is not null)
                throw new WsManFaultException(Fault.CannotProcessFilter("The request has two filters."));
            seen.Take(kind, name);
            body.ReadOne(reader, name, source.Limits);
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts) => Filter?.Describe(facts);

    private void ReadOne(EnvelopeReader reader, string name, SoapLimits limits)
    {
        switch (reader.NamespaceUri, name)
        {
            case (Namespaces.Enumeration, "Expires"): Expires = reader.ReadText(); break;
            case (Namespaces.Enumeration or Namespaces.WsMan, "Filter"): Filter = EnumerationFilter.Read(reader, limits); break;
            case (Namespaces.WsMan, "OptimizeEnumeration"): Optimize = true; reader.Skip(); break;
            case (Namespaces.WsMan or Namespaces.Enumeration, "MaxElements"):
                MaxElements =
                PullBody.AtLeastOne(reader.ReadNumber(), "MaxElements"); break;
            case (Namespaces.WsMan, "EnumerationMode"): Mode = ReadMode(reader.ReadText()); break;
            case (Namespaces.CimBinding, "PolymorphismMode"): Polymorphism = reader.ReadText(); break;
            default: throw new WsManFaultException(Fault.SchemaValidation($"{name} is in a wrong namespace."));
        }
    }

    private static EnumerationMode ReadMode(string text) => text switch
    {
        "EnumerateObject" => EnumerationMode.Object,
        "EnumerateEPR" => EnumerationMode.Reference,
        "EnumerateObjectAndEPR" => EnumerationMode.ObjectAndReference,
        _ => throw new WsManFaultException(
            Fault.Unsupported($"Unknown EnumerationMode {text}.", FaultDetails.EnumerationMode, WsManErrors.EnumerationModeUnsupported)),
    };
}
