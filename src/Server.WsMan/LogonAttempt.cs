using Sekimori.Security;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>A request that was answered 401: nobody has proved who they are yet, or somebody failed to.</summary>
/// <param name="Scheme">The scheme of Authorization; empty without.</param>
/// <param name="Refusal">Why somebody failed; null where nobody did.</param>
/// <param name="Claim">What the client said of itself in a handshake; null where nothing.</param>
public readonly record struct LogonAttempt(string Scheme, Refusal? Refusal, LogonClaim? Claim)
{
    /// <summary>What was read of the body; null where it was not looked at.</summary>
    public ParsedRequest? Body { get; init; }

    /// <summary>How long the body is, as far as it was read.</summary>
    public int Bytes { get; init; }
}
