using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of OpenNamespace.</summary>
/// <param name="Child">IWbemServices.</param>
/// <param name="Result">IWbemCallResult.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record OpenNamespaceResult(InterfacePointerSlot? Child, InterfacePointerSlot? Result, uint Status);
