using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>CustomHeader ([MS-DCOM] 2.2.22.1): which properties follow.</summary>
[NdrStruct]
internal sealed partial record CustomHeader(
    uint TotalSize, uint HeaderSize, uint Reserved, uint DestCtx, [Range(1, 10)] uint Count, Guid ClassInfoClsid,
    [SizeIs("Count")] Guid[]? Clsids, [SizeIs("Count")] uint[]? Sizes, uint? Reserved2);
