using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of what answers with an enumerator.</summary>
/// <param name="Enumerator">The enumerator; null where it failed.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record EnumResult(InterfacePointer? Enumerator, uint Status);
