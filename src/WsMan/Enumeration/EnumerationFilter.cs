using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>A filter as it was read, its dialect not yet obeyed.</summary>
/// <param name="Dialect">The dialect's URI; XPath 1.0 if the client gives none ([DSP0226] 8.3).</param>
/// <param name="Text">The expression, in dialects that are text; in the association dialect the query that it stands for.</param>
/// <param name="Selectors">The selectors, in the selector dialect.</param>
internal sealed record EnumerationFilter(string Dialect, string Text, IReadOnlyList<Selector> Selectors)
{
    /// <summary>Reads the element that the reader is on, and consumes it.</summary>
    /// <exception cref="WsManFaultException">It holds what its dialect does not have, or several of what it has one of.</exception>
    public static EnumerationFilter Read(EnvelopeReader reader, SoapLimits limits)
    {
        var dialect = reader.Attribute("Dialect") ?? WellKnown.DialectXPath;
        if (reader.TryReadText(out var text)) return new EnumerationFilter(dialect, text.Trim(), []);
        List<Selector>? selectors = null;
        string? association = null;
        while (reader.NextChild())
        {
            if (selectors is null && association is null && reader.Is("SelectorSet", Namespaces.WsMan))
                EndpointReference.ReadSelectors(reader, selectors = [], limits);
            else if (selectors is null && association is null && reader.IsIn(Namespaces.CimBinding)
                && reader.LocalName is "AssociatedInstances" or "AssociationInstances")
                association = AssociationFilter.Read(reader, limits).ToQuery();
            // Dialects that are not known here may hold anything.
            else if (IsKnown(dialect))
                throw new WsManFaultException(Fault.CannotProcessFilter("The filter contains an element that its dialect does not have."));
            else reader.Skip();
        }
        return new EnumerationFilter(dialect, association ?? "", selectors ?? []);
    }

    /// <summary>Describes what it asks for.</summary>
    public void Describe(FactSet facts)
    {
        facts.Add(Fact.Dialect, Dialect);
        if (Text.Length > 0) facts.Add(Fact.Query, Text);
        foreach (var selector in Selectors) facts.Add(Fact.Selector, selector.ToString());
    }

    private static bool IsKnown(string dialect) =>
        dialect is WellKnown.DialectWql or WellKnown.DialectSelector or WellKnown.DialectAssociation or WellKnown.DialectXPath;
}
