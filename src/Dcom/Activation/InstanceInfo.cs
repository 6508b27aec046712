using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>InstanceInfoData ([MS-DCOM] 2.2.22.2.3): state for a persistent object.</summary>
[NdrStruct]
internal sealed partial record InstanceInfo(string? FileName, uint Mode, InterfacePointer? Rot, InterfacePointer? Storage);
