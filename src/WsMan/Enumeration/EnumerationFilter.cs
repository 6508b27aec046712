using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>A filter as it was read, its dialect not yet obeyed.</summary>
/// <param name="Dialect">The dialect's URI; XPath 1.0 where the client says none ([DSP0226] 8.3).</param>
/// <param name="Text">The expression, in dialects that are text.</param>
/// <param name="Selectors">The selectors, in the selector dialect.</param>
/// <param name="Association">The query, in the association dialect.</param>
internal sealed record EnumerationFilter(string Dialect, string Text, IReadOnlyList<Selector> Selectors, AssociationFilter? Association)
{
    /// <summary>Reads the element that the reader stands on, and consumes it.</summary>
    public static EnumerationFilter Read(EnvelopeReader reader, SoapLimits limits)
    {
        var dialect = reader.Attribute("Dialect") ?? WellKnown.DialectXPath;
        if (reader.TryReadText(out var text)) return new EnumerationFilter(dialect, text.Trim(), [], null);
        List<Selector> selectors = [];
        AssociationFilter? association = null;
        while (reader.NextChild())
        {
            if (reader.Is("SelectorSet", Namespaces.WsMan)) EndpointReference.ReadSelectors(reader, selectors, limits);
            else if (reader.NamespaceUri == Namespaces.CimBinding && reader.LocalName is "AssociatedInstances" or "AssociationInstances")
                association = AssociationFilter.Read(reader, limits);
            else reader.Skip();
        }
        return new EnumerationFilter(dialect, text.Trim(), selectors, association);
    }
}
