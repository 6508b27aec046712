namespace Sekimori.Rpc;

/// <summary>A call ended in a fault PDU: thrown by a handler to send one, and by a client that received one.</summary>
/// <param name="status">The fault's status: nca_s_* ([C706] Appendix E) or a Win32 code ([MS-RPCE] 2.2.2.6, [MS-ERREF]).</param>
/// <param name="reason">Why, for the log; not sent.</param>
public sealed class RpcFaultException(uint status, string? reason = null) : Exception(reason ?? $"RPC fault 0x{status:x8}")
{
    /// <summary>The fault's status.</summary>
    public uint Status { get; } = status;
}
