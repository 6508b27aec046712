using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Activation;

/// <summary>The results of IClassFactory::CreateInstance.</summary>
/// <param name="Object">The object; null if there is none.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record CreateInstanceResult(InterfacePointer? Object, uint Status);
