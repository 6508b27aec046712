namespace Sekimori.Server.Admission;

/// <summary>
/// Counts what a connection makes the server hold before a logon. A door puts one among a connection's features; the layers in front of the door, TLS for one, count by it.
/// </summary>
public interface IConnectionBudget
{
    /// <summary>The peer has sent something whole: a first record of TLS, a request.</summary>
    void Speak();

    /// <summary>Counts bytes that are held for the peer. Over the budget, the connection ends.</summary>
    /// <param name="bytes">How many more.</param>
    /// <returns>False where that is over the budget.</returns>
    bool TryHold(int bytes);
}
