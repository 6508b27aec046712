using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Activation;

/// <summary>LocationInfoData ([MS-DCOM] 2.2.22.2.6): required and ignored.</summary>
[NdrStruct]
internal sealed partial record LocationInfo(string? MachineName, uint ProcessId, uint ApartmentId, uint ContextId);
