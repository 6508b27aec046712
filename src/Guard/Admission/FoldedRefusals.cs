namespace Sekimori.Guard.Admission;

/// <summary>Denials that were counted and not reported one by one.</summary>
/// <param name="Peer">The peer; null for the total of many peers.</param>
/// <param name="Cause">The reason; <see cref="RefusalCause.None"/> for the total of many peers.</param>
/// <param name="Count">How many, in addition to the reported one.</param>
/// <param name="Since">Since when.</param>
internal readonly record struct FoldedRefusals(PeerKey? Peer, RefusalCause Cause, long Count, DateTimeOffset Since);
