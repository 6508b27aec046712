using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>COSERVERINFO ([MS-DCOM] 2.2.22.2.7.1).</summary>
[NdrStruct]
internal sealed partial record CoServerInfo(uint Reserved1, string? Name, uint? Reserved2, uint Reserved3);
