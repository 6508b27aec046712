using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Remote;

/// <summary>The results of IRemUnknown::RemAddRef.</summary>
/// <param name="Results">An HRESULT for each element.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record RemAddRefResult([SizeIs("count")] uint[] Results, uint Status);
