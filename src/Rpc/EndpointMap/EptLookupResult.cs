using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>The results of ept_lookup ([MS-RPCE] 2.2.1.2.4).</summary>
/// <param name="EntryHandle">Continues the lookup; null at its end.</param>
/// <param name="EntryCount">How many entries there are.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Status">One of <see cref="EptStatus"/>.</param>
internal sealed record EptLookupResult(ContextHandle EntryHandle, [Observed(Fact.Entries)] uint EntryCount,
    [SizeIs("maxEntries"), LengthIs("EntryCount"), Observed(Fact.MappedInterface, Fact.Binding)] EptEntry[] Entries, uint Status);
