using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>
/// What both definitions of SpecialPropertiesData ([MS-DCOM] 2.2.22.2.2) begin with. Reserved numbers follow, which are ignored.
/// </summary>
[NdrStruct]
internal sealed partial record SpecialProperties(
    uint SessionId, int RemoteThisSessionId, int ClientImpersonating, int PartitionIdPresent, uint DefaultAuthnLevel, Guid Partition,
    uint PrtFlags, uint OrigClsctx, uint Flags);
