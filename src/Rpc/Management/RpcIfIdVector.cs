using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.EndpointMap;

namespace Sekimori.Rpc.Management;

/// <summary>rpc_if_id_vector_t ([C706] Appendix N, [MS-RPCE] 2.2.1.3.1).</summary>
/// <param name="Count">How many interfaces there are.</param>
/// <param name="IfId">The interfaces.</param>
[NdrStruct]
internal sealed partial record RpcIfIdVector(uint Count, [SizeIs("Count")] RpcIfId?[] IfId);
