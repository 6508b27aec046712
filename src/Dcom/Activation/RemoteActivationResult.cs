using Sekimori.Dcom.References;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>The results of IActivation::RemoteActivation.</summary>
/// <param name="OrpcThat">ORPCTHAT.</param>
/// <param name="Oxid">The exporter.</param>
/// <param name="Bindings">Its addresses with endpoints; null if the activation failed.</param>
/// <param name="RemUnknown">The IPID of its Remote Unknown.</param>
/// <param name="AuthnHint">The authentication level that it asks for.</param>
/// <param name="ServerVersion">Its version.</param>
/// <param name="Result">phr: the HRESULT of the activation.</param>
/// <param name="InterfaceData">A reference for each interface, null where its result is an error.</param>
/// <param name="Results">An HRESULT for each interface; 0 each if the activation failed.</param>
/// <param name="Status">The error_status_t.</param>
internal sealed record RemoteActivationResult(
    OrpcThat OrpcThat, ulong Oxid, DualStringArray? Bindings, Guid RemUnknown, uint AuthnHint, ComVersion ServerVersion, uint Result,
    [SizeIs("interfaces")] InterfacePointer?[] InterfaceData, [SizeIs("interfaces")] uint[] Results, uint Status);
