using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>
/// Counts what a connection makes the server hold before a logon. A door puts one among a connection's features; the layers in front of
/// the door, TLS for one, count by it. Over the budget, the connection ends.
/// </summary>
public interface IConnectionBudget : IMemoryMeter
{
    /// <summary>The peer has sent something whole: a first record of TLS, a request.</summary>
    void MarkActive();
}
