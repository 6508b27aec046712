namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of RequestChallenge.</summary>
/// <param name="Reserved">Sixteen octets without meaning.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record RequestChallengeResult(Challenge Reserved, uint Status);
