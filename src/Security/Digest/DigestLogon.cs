using Sekimori.Security.Accounts;

namespace Sekimori.Security.Digest;

/// <summary>The result of a Digest header.</summary>
/// <param name="Account">The proven account; null if it was denied.</param>
/// <param name="Refusal">Why it was denied; null if it was not.</param>
/// <param name="IsStale">True if only the nonce has expired: the challenge in the answer says so, and the client repeats the request by
/// itself.</param>
/// <param name="AuthenticationInfo">The header Authentication-Info of the answer, with which the server proves itself (RFC 7616 3.5); null
/// if it was denied.</param>
internal readonly record struct DigestLogon(Account? Account, Refusal? Refusal, bool IsStale = false, string? AuthenticationInfo = null);
