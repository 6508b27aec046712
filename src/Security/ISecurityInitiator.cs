namespace Sekimori.Security;

/// <summary>A client's side of all schemes for one credential: makes a context for each handshake. Thread-safe.</summary>
public interface ISecurityInitiator
{
    /// <summary>The schemes that the credential can be used with, strongest first.</summary>
    IReadOnlyList<SecurityScheme> Schemes { get; }

    /// <summary>A context whose first step, with an empty token, gives the first token.</summary>
    /// <returns>Null if the credential cannot be used with the scheme.</returns>
    SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options);
}
