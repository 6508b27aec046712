using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>IRemoteSCMActivator ([MS-DCOM] 3.1.2.5.2.2), on port 135. Its ORPCTHIS is a parameter.</summary>
[RpcInterface("000001a0-0000-0000-c000-000000000046", "0.0", Ndr20Only = true)]
internal partial interface IRemoteScmActivator
{
    /// <summary>RemoteGetClassObject ([MS-DCOM] 3.1.2.5.2.3.2): makes the class object.</summary>
    [Opnum(3)]
    ValueTask<RemoteScmResult> RemoteGetClassObjectAsync(OrpcThis orpcThis,
        [Observed(Fact.Clsid, Fact.Iid, Fact.Text)] ActivationRequest? properties, CancellationToken cancellationToken);

    /// <summary>RemoteCreateInstance ([MS-DCOM] 3.1.2.5.2.3.3): makes an object.</summary>
    [Opnum(4)]
    ValueTask<RemoteScmResult> RemoteCreateInstanceAsync(OrpcThis orpcThis, InterfacePointer? outer,
        [Observed(Fact.Clsid, Fact.Iid, Fact.Text)] ActivationRequest? properties, CancellationToken cancellationToken);
}
