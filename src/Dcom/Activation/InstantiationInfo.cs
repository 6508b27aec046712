using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>InstantiationInfoData ([MS-DCOM] 2.2.22.2.1): class and interfaces.</summary>
[NdrStruct]
internal sealed partial record InstantiationInfo(
    Guid ClassId, uint ClassCtx, uint ActvFlags, int IsSurrogate, [Range(1, 0x8000)] uint Count, uint InstFlag,
    [SizeIs("Count")] Guid[]? Iids, uint ThisSize, ComVersion ClientVersion);
