namespace Sekimori.Gate.Settings;

/// <summary>How the audit log is kept. The policy decides what it contains.</summary>
internal sealed record AuditSettings
{
    /// <summary>False for no audit log.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The folder; null for audit in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>The size in bytes at which a file is closed and the next started.</summary>
    public long FileSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Files kept; the oldest are deleted. With the size, 1 GiB: about two million records.</summary>
    public int KeepFiles { get; init; } = 16;

    /// <summary>
    /// The connection string of a PostgreSQL database for a copy; null for none. It may contain a password, so it is never shown.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>A file with that connection string, readable by its owner only.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>Days whose lines the database keeps; 0 keeps all.</summary>
    public int DatabaseDays { get; init; }
}
