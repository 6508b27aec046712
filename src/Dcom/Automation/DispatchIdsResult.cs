using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Automation;

/// <summary>Results of IDispatch::GetIDsOfNames.</summary>
/// <param name="Ids">A DISPID for each name, <see cref="DispatchStatus.Unknown"/> for one that is not known.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record DispatchIdsResult([SizeIs("count")] int[] Ids, uint Status);
