using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Remote;

/// <summary>The results of IRemUnknown2::RemQueryInterface2.</summary>
/// <param name="Results">An HRESULT for each interface.</param>
/// <param name="Pointers">The references, null where the result is an error.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record RemQueryInterface2Result([SizeIs("count")] uint[] Results, [SizeIs("count")]
    InterfacePointer?[] Pointers, uint Status);
