namespace Sekimori.Posture.Reports;

/// <summary>A change between two runs.</summary>
/// <param name="Kind">"new", "gone", "changed" or "not seen".</param>
/// <param name="Row">The finding.</param>
/// <param name="Other">The same in the other run; null if it has none.</param>
internal sealed record RunChange(string Kind, RecordedRun.Row Row, RecordedRun.Row? Other);
