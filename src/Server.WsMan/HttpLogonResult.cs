using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Server.WsMan;

/// <summary>The result of one request of a logon.</summary>
/// <param name="State">The state of the logon.</param>
/// <param name="Caller">The caller; null unless proved.</param>
/// <param name="Token">The complete value for WWW-Authenticate; null if there is none.</param>
/// <param name="Refusal">Why it was denied, for the log.</param>
/// <param name="RetryAfter">How long the next try must wait; zero if it need not.</param>
public readonly record struct HttpLogonResult(
    HttpLogonState State, Caller? Caller = null, string? Token = null, Refusal? Refusal = null, TimeSpan RetryAfter = default)
{
    /// <summary>The context that encrypts this connection's messages; null if the scheme encrypts none.</summary>
    public SecurityContext? Protects { get; init; }

    /// <summary>What the client claims about itself in a handshake; null if the scheme has no such claim, or it has not come yet.</summary>
    public LogonClaim? Claim { get; init; }

    /// <summary>The only challenges that answer a refusal, where the scheme has its own to give; null for those of every scheme.</summary>
    public IReadOnlyList<string>? Challenges { get; init; }

    /// <summary>The header Authentication-Info, by which the server proves itself (RFC 7615); null if the scheme has none.</summary>
    public string? AuthenticationInfo { get; init; }

    /// <summary>The caller is known.</summary>
    public static HttpLogonResult Proved(Caller caller) => new(HttpLogonState.Proved, caller);

    /// <summary>Denied.</summary>
    public static HttpLogonResult Refused(Refusal refusal, TimeSpan retryAfter = default) =>
        new(HttpLogonState.Refused, Refusal: refusal, RetryAfter: retryAfter);
}
