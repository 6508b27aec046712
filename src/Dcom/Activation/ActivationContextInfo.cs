using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>
/// ActivationContextInfoData ([MS-DCOM] 2.2.22.2.5). Clients leave the context null although the specification forbids it.
/// </summary>
[NdrStruct]
internal sealed partial record ActivationContextInfo(
    int ClientOk, int Reserved1, uint Reserved2, uint Reserved3, InterfacePointer? ClientContext, InterfacePointer? PrototypeContext);
