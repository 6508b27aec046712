using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>customREMOTE_REQUEST_SCM_INFO ([MS-DCOM] 2.2.22.2.4.1): the protocol sequences of the client.</summary>
[NdrStruct]
internal sealed partial record RemoteRequestScmInfo(
    uint ClientImpLevel, [Range(0, 0x8000)] ushort Count, [SizeIs("Count")] ushort[]? RequestedProtseqs);
