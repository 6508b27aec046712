namespace Sekimori.Guard.Policy;

/// <summary>The state of what a caller wants and a rule asks about.</summary>
/// <param name="IsAllowed">True if it has been approved, and the approval has not expired.</param>
/// <param name="Number">The number of the request; 0 if there is none.</param>
internal readonly record struct AskAnswer(bool IsAllowed, long Number);
