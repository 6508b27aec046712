namespace Sekimori.Posture.Checks;

/// <summary>What a check requires of one setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Condition">What passes.</param>
/// <param name="Severity">The severity of a finding, if it differs from the check's.</param>
internal sealed record SettingRule(Setting Setting, Condition Condition, Severity? Severity);
