using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>ScmReplyInfoData ([MS-DCOM] 2.2.22.2.8).</summary>
[NdrStruct]
internal sealed partial record ScmReplyInfo(uint? Reserved, RemoteReplyScmInfo? RemoteReply);
