using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>ScmRequestInfoData ([MS-DCOM] 2.2.22.2.4).</summary>
[NdrStruct]
internal sealed partial record ScmRequestInfo(uint? Reserved, RemoteRequestScmInfo? RemoteRequest);
