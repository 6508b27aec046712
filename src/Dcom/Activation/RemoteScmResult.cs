using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>The results of IRemoteSCMActivator's operations.</summary>
/// <param name="OrpcThat">ORPCTHAT.</param>
/// <param name="Properties">The activation properties of the reply (<see cref="ActivationReply"/>); null if it failed.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record RemoteScmResult(OrpcThat OrpcThat, InterfacePointer? Properties, uint Status);
