namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of GetCallStatus.</summary>
/// <param name="CallStatus">The code of the call that the result is of.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record CallStatusResult(uint CallStatus, uint Status);
