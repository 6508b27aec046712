using Sekimori.Guard.Observations;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Guarding;

/// <summary>An observation on its way to the audit log and to the rules.</summary>
/// <param name="Seen">What was seen.</param>
/// <param name="Verdict">What was decided; null where nothing was.</param>
/// <param name="IsWritten">True where the audit log is to hold it, and does not yet.</param>
internal readonly record struct Told(Observation Seen, Verdict? Verdict, bool IsWritten);
