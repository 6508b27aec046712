using Sekimori.Cim.Model;

namespace Sekimori.Wmi;

/// <summary>An operation ends with a code of the protocol.</summary>
/// <param name="status">The code.</param>
/// <param name="reason">Why, for the log; not sent.</param>
internal sealed class WmiException(uint status, string reason) : Exception(reason)
{
    public uint Status { get; } = status;

    /// <summary>The code of what an operation threw.</summary>
    public static uint StatusOf(Exception e) => e switch
    {
        WmiException wmi => wmi.Status,
        CimException cim => (uint)cim.Status,
        Wire.MalformedException => WbemStatus.InvalidObject,
        OperationCanceledException => (uint)CimStatus.CallCancelled,
        _ => WbemStatus.Failed,
    };
}
