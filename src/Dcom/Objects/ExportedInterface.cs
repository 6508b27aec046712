using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Objects;

/// <summary>An entry of the IPID table ([MS-DCOM] 3.1.1.1). Its counts are guarded by the table's lock.</summary>
/// <param name="ipid">The IPID.</param>
/// <param name="server">Runs the calls.</param>
/// <param name="owner">The object.</param>
internal sealed class ExportedInterface(Guid ipid, RpcServerInterface server, ExportedObject owner)
{
    public Guid Ipid => ipid;

    public Guid Iid => server.Info.Id.Uuid;

    public RpcServerInterface Server => server;

    public ExportedObject Object => owner;

    /// <summary>Public references.</summary>
    public uint PublicRefs { get; private set; }

    /// <summary>Private references: of the one account that owns the object.</summary>
    public uint PrivateRefs { get; private set; }

    public bool IsReferenced => PublicRefs > 0 || PrivateRefs > 0;

    // Saturated: a client that adds more than four billion can give back as many, and the object is collected otherwise.
    public void Add(uint publicRefs, uint privateRefs) =>
        (PublicRefs, PrivateRefs) = (Sum(PublicRefs, publicRefs), Sum(PrivateRefs, privateRefs));

    // [MS-DCOM] 3.1.1.5.6.1.3: more than there are is all of them.
    public void Release(uint publicRefs, uint privateRefs) =>
        (PublicRefs, PrivateRefs) = (PublicRefs - Math.Min(PublicRefs, publicRefs), PrivateRefs - Math.Min(PrivateRefs, privateRefs));

    private static uint Sum(uint left, uint right) => (uint)Math.Min(uint.MaxValue, (ulong)left + right);
}
