using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>The results of ept_map ([MS-RPCE] 2.2.1.2.5).</summary>
/// <param name="EntryHandle">Continues the search; null at its end.</param>
/// <param name="TowerCount">How many towers there are.</param>
/// <param name="Towers">The towers.</param>
/// <param name="Status">One of <see cref="EptStatus"/>.</param>
internal sealed record EptMapResult(ContextHandle EntryHandle, [Observed(Fact.Entries)] uint TowerCount,
    [SizeIs("maxTowers"), LengthIs("TowerCount"), Ptr(Elements = true), Observed(Fact.MappedInterface, Fact.Binding)]
        Tower?[] Towers, uint Status);
