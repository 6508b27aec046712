using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of IEnumWbemClassObject::Next.</summary>
/// <param name="Objects">IWbemClassObject, by value.</param>
/// <param name="Returned">How many.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record NextResult(
    [SizeIs("count"), LengthIs("Returned")] InterfacePointer?[] Objects, uint Returned, uint Status);
