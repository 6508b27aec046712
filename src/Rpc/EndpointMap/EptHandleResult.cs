using Sekimori.Ndr;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>The results of ept_lookup_handle_free ([MS-RPCE] 2.2.1.2.8).</summary>
/// <param name="EntryHandle">The null handle.</param>
/// <param name="Status">Always 0.</param>
internal sealed record EptHandleResult(ContextHandle EntryHandle, uint Status);
