namespace Sekimori.Client.WsMan;

/// <summary>The service answered with a fault ([DSP0226] 14, [MS-WSMV] 2.2.4.43).</summary>
/// <param name="code">Sender, Receiver …: the local name.</param>
/// <param name="subcode">The local name of the subcode, as "AccessDenied"; empty if there is none.</param>
/// <param name="number">WSManFault's Code; 0 if there is none.</param>
/// <param name="reason">What the service says, on one line.</param>
/// <param name="detail">The URI of FaultDetail, or null.</param>
public sealed class WsManFaultReply(string code, string subcode, uint number, string reason, string? detail)
    : WsManClientException(WsManFailure.Fault, Compose(subcode, number, reason))
{
    /// <summary>Sender, Receiver …</summary>
    public string Code { get; } = code;

    /// <summary>The subcode's local name, or the empty string.</summary>
    public string Subcode { get; } = subcode;

    /// <summary>The number that Windows' clients know, as 2150858793 for a time-out; 0 if there is none.</summary>
    public uint Number { get; } = number;

    /// <summary>What the service says.</summary>
    public string Reason { get; } = reason;

    /// <summary>The URI of FaultDetail, or null.</summary>
    public string? Detail { get; } = detail;

    private static string Compose(string subcode, uint number, string reason)
    {
        var text = reason.Trim().TrimEnd('.');
        return (text.Length == 0 ? "the service denied the request" : text) + (subcode, number) switch
        {
            ("", 0) => "",
            (_, 0) => $" ({subcode})",
            ("", _) => $" (code {number})",
            _ => $" ({subcode}, code {number})",
        };
    }
}
