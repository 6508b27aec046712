using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>ept_entry_t: an element of the endpoint map as it travels ([C706] Appendix O).</summary>
/// <param name="Object">The object UUID; nil if the endpoint serves every object.</param>
/// <param name="Tower">Interface, protocols, address.</param>
/// <param name="Annotation">Its annotation; at most 63 characters.</param>
[NdrStruct]
internal sealed partial record EptEntry(Guid Object, [Ptr] Tower? Tower, [Char, FixedSize(EptEntry.MaxAnnotation)] string Annotation)
    : IObserved
{
    /// <summary>ept_max_annotation_size ([C706] Appendix O), with the terminator.</summary>
    public const int MaxAnnotation = 64;

    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (fact == Fact.Annotation)
        {
            if (Annotation.Length > 0) facts.Add(fact, Annotation);
        }
        else if (fact == Fact.Object)
        {
            if (Object != Guid.Empty) facts.Add(fact, Object.ToString());
        }
        else Tower?.Observe(fact, facts);
    }
}
