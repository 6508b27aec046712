namespace Sekimori.WsMan.Faults;

/// <summary>
/// A request ends in a fault. Thrown by readers and operations, caught at the edge of the service, which answers with it.
/// </summary>
/// <param name="fault">What is answered.</param>
/// <param name="defect">What is wrong with the envelope, if it cannot be read.</param>
internal sealed class WsManFaultException(Fault fault, EnvelopeDefect defect = EnvelopeDefect.None) : Exception(fault.Reason)
{
    /// <summary>What is answered.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>What is wrong with the envelope, if it cannot be read.</summary>
    public EnvelopeDefect Defect { get; } = defect;
}
