namespace Sekimori.Detection.Events;

/// <summary>What is known of a Windows event before any rule is checked.</summary>
/// <param name="Channel">The channel; empty if there is none.</param>
/// <param name="Provider">The provider's name; empty if there is none.</param>
/// <param name="Number">The event's number.</param>
internal readonly record struct EventKind(string Channel, string Provider, string Number);
