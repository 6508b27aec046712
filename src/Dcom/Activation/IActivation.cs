using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>IActivation ([MS-DCOM] 3.1.2.5.2.1), on port 135. Its ORPCTHIS is a parameter.</summary>
[RpcInterface("4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", "0.0", Ndr20Only = true)]
internal partial interface IActivation
{
    /// <summary>RemoteActivation ([MS-DCOM] 3.1.2.5.2.3.1): makes an object, or its class object.</summary>
    [Opnum(0)]
    ValueTask<RemoteActivationResult> RemoteActivationAsync(OrpcThis orpcThis, [Observed(Fact.Clsid)] Guid clsid,
        [Observed(Fact.Text)] string? objectName, InterfacePointer? objectStorage, uint clientImpLevel, uint mode,
        [Range(1, 0x8000)] uint interfaces, [SizeIs("interfaces"), Observed(Fact.Iid)] Guid[]? iids,
        [Range(0, 0x8000)] ushort protseqCount, [SizeIs("protseqCount")] ushort[] protseqs, CancellationToken cancellationToken);
}
