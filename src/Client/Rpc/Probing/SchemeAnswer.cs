using Sekimori.Security;
using Sekimori.Security.Ntlm;

namespace Sekimori.Client.Rpc.Probing;

/// <summary>A server's answer about one authentication scheme.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="IsOffered">Whether the server supports it.</param>
/// <param name="Challenge">What NTLM's challenge reveals about the server: names, version, clock; null if there was none.</param>
/// <param name="Detail">Why it is not offered, in words; the empty string if it is.</param>
internal sealed record SchemeAnswer(SecurityScheme Scheme, bool IsOffered, ChallengeMessage? Challenge, string Detail);
