namespace Sekimori.Gate.Settings;

/// <summary>How the audit log is kept. What it holds is the policy's business.</summary>
public sealed record AuditSettings
{
    /// <summary>False for none at all.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The folder; null stands for audit in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A file is closed and the next started past this many bytes.</summary>
    public long FileSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Files kept; the oldest go. With the size, 1 GiB: some two million lines.</summary>
    public int KeepFiles { get; init; } = 16;

    /// <summary>The connection string of a PostgreSQL database that is fed beside; null: none. It may hold a password, so it is shown nowhere.</summary>
    public string? Database { get; init; }

    /// <summary>A file with that connection string, for its owner alone.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>Days whose lines the database keeps; 0 keeps all.</summary>
    public int DatabaseDays { get; init; }
}
