using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of what answers with one object.</summary>
/// <param name="Found">IWbemClassObject.</param>
/// <param name="Result">IWbemCallResult.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record ObjectResult(InterfacePointerSlot? Found, InterfacePointerSlot? Result, uint Status);
