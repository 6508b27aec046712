using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>SecurityInfoData ([MS-DCOM] 2.2.22.2.7): ignored, whatever name of the server it has.</summary>
[NdrStruct]
internal sealed partial record SecurityInfo(uint AuthnFlags, CoServerInfo? ServerInfo, uint? Reserved);
