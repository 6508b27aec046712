using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Remote;

/// <summary>IRemUnknown2 ([MS-DCOM] 3.1.1.5.7).</summary>
[ComInterface("00000143-0000-0000-c000-000000000046")]
internal partial interface IRemUnknown2 : IRemUnknown
{
    /// <summary>RemQueryInterface2: other interfaces of an object, as whole OBJREFs.</summary>
    [Opnum(6)]
    ValueTask<RemQueryInterface2Result> RemQueryInterface2Async(Guid ipid, ushort count,
        [SizeIs("count"), Observed(Fact.Iid)] Guid[] iids, CancellationToken cancellationToken);
}
