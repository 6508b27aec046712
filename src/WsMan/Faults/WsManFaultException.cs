namespace Sekimori.WsMan.Faults;

/// <summary>A request ends in a fault. Thrown by readers and operations, caught at the edge of the service, which answers with it.</summary>
/// <param name="fault">What is answered.</param>
public sealed class WsManFaultException(Fault fault) : Exception(fault.Reason)
{
    /// <summary>What is answered.</summary>
    public Fault Fault { get; } = fault;
}
