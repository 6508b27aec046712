namespace Sekimori.App.Serve;

/// <summary>How the audit log is kept. What it holds is the policy's business.</summary>
internal sealed record AuditSettings
{
    /// <summary>False for none at all.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The folder; null stands for audit in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A file is closed and the next begun past this many bytes.</summary>
    public long FileSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Files kept; the oldest go. With the size, 1 GiB: some two million lines.</summary>
    public int KeepFiles { get; init; } = 16;
}
