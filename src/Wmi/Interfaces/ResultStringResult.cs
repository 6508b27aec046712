using Sekimori.Ndr.Attributes;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of GetResultString.</summary>
/// <param name="Text">The path; null where there is none.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record ResultStringResult([Bstr] string? Text, uint Status);
