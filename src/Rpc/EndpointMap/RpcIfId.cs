using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>RPC_IF_ID: an interface with its version ([C706] Appendix N, [MS-RPCE] 2.2.1.3.1).</summary>
/// <param name="Uuid">The interface.</param>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
[NdrStruct]
internal readonly partial record struct RpcIfId(Guid Uuid, ushort Major, ushort Minor) : IObserved
{
    /// <inheritdoc/>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (fact == Fact.MappedInterface) facts.Add(fact, InterfaceCatalogue.Get(Uuid).UuidText);
    }
}
