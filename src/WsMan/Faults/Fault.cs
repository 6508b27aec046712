namespace Sekimori.WsMan.Faults;

/// <summary>One fault: what a client's program reads (code, subcode, detail, number) and what a person reads (the reason).</summary>
/// <param name="Subcode">The row of the table of faults, with code, namespace and action.</param>
/// <param name="Number">The Code of the WSManFault that Windows clients read.</param>
/// <param name="Reason">A sentence in English. Goes to s:Text and to the WSManFault's Message; holds no secret.</param>
/// <param name="Detail">A URI of <see cref="FaultDetails"/>, or null.</param>
/// <param name="NotUnderstood">The name of the header that is not understood, where that is the fault.</param>
public sealed partial record Fault(
    FaultSubcode Subcode, uint Number, string Reason, string? Detail = null, QualifiedName? NotUnderstood = null)
{
    /// <summary>
    /// The HTTP status that carries the fault. [DSP0226] 14.1 leaves it to SOAP's HTTP binding; clients expect 500 for all of them.
    /// </summary>
    public int HttpStatus => 500;

    /// <summary>The s:Fault of the service behind a gateway, which is passed on whole; null for a fault of this service.</summary>
    internal System.Xml.Linq.XElement? Original { get; init; }
}
