using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of what answers with a status.</summary>
/// <param name="Result">IWbemCallResult.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record CallResult(InterfacePointerSlot? Result, uint Status);
