using Sekimori.Cim.Model;

namespace Sekimori.Cim.Providers;

/// <summary>What a method answered.</summary>
/// <param name="ReturnValue">Its return value.</param>
/// <param name="Out">One value for each of <see cref="CimMethod.Out"/>.</param>
public sealed record CimMethodResult(CimValue ReturnValue, params IReadOnlyList<CimValue> Out);
