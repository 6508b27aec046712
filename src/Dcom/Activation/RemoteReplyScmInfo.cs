using Sekimori.Dcom.References;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>customREMOTE_REPLY_SCM_INFO ([MS-DCOM] 2.2.22.2.8.1): the exporter.</summary>
[NdrStruct]
internal sealed partial record RemoteReplyScmInfo(
    ulong Oxid, DualStringArray? Bindings, Guid RemUnknown, uint AuthnHint, ComVersion ServerVersion);
