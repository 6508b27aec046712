namespace Sekimori.Linux.Host;

/// <summary>An entry of the journal, systemd.journal-fields(7).</summary>
internal sealed record JournalEntry(
    ulong Sequence, DateTimeOffset Received, DateTimeOffset? Source, string? Message, int? Priority, int? Facility,
    string? Identifier, string? Transport, string? HostName, uint? UserId);
