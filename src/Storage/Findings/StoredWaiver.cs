namespace Sekimori.Storage.Findings;

/// <summary>An accepted finding in a store.</summary>
/// <param name="Number">Its number there; 0 before it is added.</param>
/// <param name="Check">The check's number.</param>
/// <param name="Host">A name or pattern.</param>
/// <param name="Subject">A subject or pattern; empty for every subject.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="Until">The last day, ISO 8601.</param>
internal sealed record StoredWaiver(long Number, string Check, string Host, string Subject, string Reason, string By, string Until);
