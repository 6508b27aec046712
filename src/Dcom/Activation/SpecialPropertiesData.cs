using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>SpecialPropertiesData ([MS-DCOM] 2.2.22.2.2), the definition that clients send.</summary>
[NdrStruct]
internal sealed partial record SpecialPropertiesData(
    uint SessionId, int RemoteThisSessionId, int ClientImpersonating, int PartitionIdPresent, uint DefaultAuthnLevel, Guid Partition,
    uint PrtFlags, uint OrigClsctx, uint Flags, uint Reserved1, ulong Reserved2, [FixedSize(5)] uint[] Reserved3);
