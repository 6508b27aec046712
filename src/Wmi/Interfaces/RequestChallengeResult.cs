namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of RequestChallenge.</summary>
/// <param name="Reserved">Sixteen octets without meaning.</param>
/// <param name="Status">The HRESULT.</param>
public sealed record RequestChallengeResult(Challenge Reserved, uint Status);
