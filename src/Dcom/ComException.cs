namespace Sekimori.Dcom;

/// <summary>An operation of COM has failed with an HRESULT: the server returns it to the caller, and a client reports it.</summary>
/// <param name="status">The HRESULT.</param>
/// <param name="reason">Why, for the log; not sent.</param>
public class ComException(uint status, string? reason = null) : Exception(reason ?? $"HRESULT 0x{status:x8}")
{
    /// <summary>The HRESULT.</summary>
    public uint Status { get; } = status;
}
