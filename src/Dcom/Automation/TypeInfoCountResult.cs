namespace Sekimori.Dcom.Automation;

/// <summary>Results of IDispatch::GetTypeInfoCount.</summary>
/// <param name="Count">0 or 1.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record TypeInfoCountResult(uint Count, uint Status);
