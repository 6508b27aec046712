using Sekimori.Security;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>A request that was answered 401: nobody has logged on yet, or a logon failed.</summary>
/// <param name="Scheme">The scheme of Authorization; empty if there is none.</param>
/// <param name="Refusal">Why a logon failed; null if none did.</param>
/// <param name="Claim">What the client claims about itself in a handshake; null if nothing.</param>
public readonly record struct LogonAttempt(string Scheme, Refusal? Refusal, LogonClaim? Claim)
{
    /// <summary>What was read of the body; null if it was ignored.</summary>
    public ParsedRequest? Body { get; init; }

    /// <summary>The length of the body, as far as it was read.</summary>
    public int Bytes { get; init; }
}
