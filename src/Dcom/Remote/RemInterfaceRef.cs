using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Remote;

/// <summary>REMINTERFACEREF ([MS-DCOM] 2.2.23).</summary>
/// <param name="Ipid">The interface.</param>
/// <param name="PublicRefs">cPublicRefs.</param>
/// <param name="PrivateRefs">cPrivateRefs.</param>
[NdrStruct]
internal readonly partial record struct RemInterfaceRef(Guid Ipid, uint PublicRefs, uint PrivateRefs);
