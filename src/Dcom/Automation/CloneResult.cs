using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>Results of IEnumVARIANT::Clone.</summary>
/// <param name="Enumerator">IEnumVARIANT.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record CloneResult(InterfacePointer? Enumerator, uint Status);
