using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of GetResultObject.</summary>
/// <param name="Found">IWbemClassObject; null where there is none.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record ResultObjectResult(InterfacePointer? Found, uint Status);
