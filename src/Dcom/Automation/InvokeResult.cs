using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Automation;

/// <summary>Results of IDispatch::Invoke.</summary>
/// <param name="Value">The result.</param>
/// <param name="Exception">Why it failed, where the status is DISP_E_EXCEPTION.</param>
/// <param name="ArgumentError">The index of the wrong argument, in their order on the wire.</param>
/// <param name="References">The arguments by reference.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record InvokeResult(
    Variant? Value, ExcepInfo Exception, uint ArgumentError, [SizeIs("referenceCount")] Variant?[] References, uint Status);
