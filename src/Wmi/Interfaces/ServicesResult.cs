using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of what answers with a namespace.</summary>
/// <param name="Services">IWbemServices; null where it failed.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record ServicesResult(InterfacePointer? Services, uint Status);
