using Sekimori.Observations;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Guarding;

/// <summary>An observation that is accepted and not yet recorded or matched against the Sigma rules.</summary>
/// <param name="Observation">The observation.</param>
/// <param name="Verdict">The verdict; null if none was needed.</param>
/// <param name="IsWritten">True if the audit log must contain it and does not yet.</param>
internal readonly record struct PendingRecord(Observation Observation, Verdict? Verdict, bool IsWritten);
