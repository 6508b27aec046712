using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Remote;

/// <summary>IRemUnknown ([MS-DCOM] 3.1.1.5.6): the references of a client.</summary>
[ComInterface("00000131-0000-0000-c000-000000000046")]
internal partial interface IRemUnknown
{
    /// <summary>RemQueryInterface: other interfaces of an object.</summary>
    [Opnum(3)]
    ValueTask<RemQueryInterfaceResult> RemQueryInterfaceAsync(Guid ipid, uint refs, ushort count,
        [SizeIs("count"), Observed(Fact.Iid)] Guid[] iids, CancellationToken cancellationToken);

    /// <summary>RemAddRef: more references.</summary>
    [Opnum(4)]
    ValueTask<RemAddRefResult> RemAddRefAsync(ushort count, [SizeIs("count")] RemInterfaceRef[] interfaceRefs,
        CancellationToken cancellationToken);

    /// <summary>RemRelease: fewer references.</summary>
    [Opnum(5)]
    ValueTask<uint> RemReleaseAsync(ushort count, [SizeIs("count")] RemInterfaceRef[] interfaceRefs, CancellationToken cancellationToken);
}
