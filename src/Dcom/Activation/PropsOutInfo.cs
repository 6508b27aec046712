using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>PropsOutInfo ([MS-DCOM] 2.2.22.2.9): the interfaces.</summary>
[NdrStruct]
internal sealed partial record PropsOutInfo(
    [Range(1, 0x8000)] uint Count, [SizeIs("Count")] Guid[]? Iids, [SizeIs("Count")] uint[]? Results,
    [SizeIs("Count")] InterfacePointer?[]? Pointers);
