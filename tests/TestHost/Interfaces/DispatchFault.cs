using Sekimori.Dcom.Automation;

namespace Sekimori.TestHost.Interfaces;

/// <summary>A member fails.</summary>
/// <param name="status">The HRESULT.</param>
/// <param name="argument">The argument that is wrong, in the order of the call.</param>
/// <param name="info">The exception.</param>
internal sealed class DispatchFault(uint status, int argument = 0, ExcepInfo? info = null) : Exception
{
    public uint Status { get; } = status;

    public int Argument { get; } = argument;

    public ExcepInfo? Info { get; } = info;
}
