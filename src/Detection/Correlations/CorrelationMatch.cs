namespace Sekimori.Detection.Correlations;

/// <summary>A match that a correlation counts.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Source">Which of the correlation's rules matched.</param>
/// <param name="Value">The values that are counted; empty if events are.</param>
/// <param name="Subject">The observation or event.</param>
internal readonly record struct CorrelationMatch(DateTimeOffset Time, int Source, string Value, object Subject);
