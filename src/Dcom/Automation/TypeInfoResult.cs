using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>Results of IDispatch::GetTypeInfo.</summary>
/// <param name="TypeInfo">ITypeInfo.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record TypeInfoResult(InterfacePointer? TypeInfo, uint Status);
