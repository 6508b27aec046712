using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Remote;

/// <summary>The results of IRemUnknown::RemQueryInterface.</summary>
/// <param name="Results">One for each interface; null if the object is not known.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record RemQueryInterfaceResult([SizeIs("count")] RemQiResult[]? Results, uint Status);
