using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Activation;

/// <summary>IClassFactory, as it is called remotely: without an outer object.</summary>
[ComInterface("00000001-0000-0000-c000-000000000046")]
internal partial interface IClassFactory
{
    /// <summary>CreateInstance: makes an object.</summary>
    [Opnum(3)]
    ValueTask<CreateInstanceResult> CreateInstanceAsync([Observed(Fact.Iid)] Guid iid, CancellationToken cancellationToken);

    /// <summary>LockServer: keeps the server running, which it does anyway.</summary>
    [Opnum(4)]
    ValueTask<uint> LockServerAsync(int isLocked, CancellationToken cancellationToken);
}
