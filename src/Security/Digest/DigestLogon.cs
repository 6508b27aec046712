using Sekimori.Security.Accounts;

namespace Sekimori.Security.Digest;

/// <summary>What came of a Digest header.</summary>
/// <param name="Account">The account that was proved; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
/// <param name="IsStale">True if only the nonce is too old: the challenge that answers says so, and the client tries again by itself.</param>
/// <param name="AuthenticationInfo">The header Authentication-Info of the answer, with which the server proves itself (RFC 7616 3.5); null if it was refused.</param>
public readonly record struct DigestLogon(Account? Account, Refusal? Refusal, bool IsStale = false, string? AuthenticationInfo = null);
