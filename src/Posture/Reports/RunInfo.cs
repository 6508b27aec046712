using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>One run of the audit.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Started">When it began.</param>
/// <param name="Vantage">Where it asked from.</param>
/// <param name="Language">The language of its texts.</param>
/// <param name="Version">The version of Sekimori.</param>
internal sealed record RunInfo(Guid Id, DateTimeOffset Started, Vantage Vantage, Language Language, string Version);
