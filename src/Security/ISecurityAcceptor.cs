namespace Sekimori.Security;

/// <summary>A server's side of all schemes: makes a context for each handshake. Thread-safe.</summary>
public interface ISecurityAcceptor
{
    /// <summary>The schemes that are offered, strongest first.</summary>
    IReadOnlyList<SecurityScheme> Schemes { get; }

    /// <summary>A context that waits for an initiator's first token.</summary>
    /// <returns>Null if the scheme is not offered.</returns>
    SecurityContext? Accept(SecurityScheme scheme, ContextOptions options);
}
