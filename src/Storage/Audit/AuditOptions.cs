namespace Sekimori.Storage.Audit;

/// <summary>How an audit log is kept.</summary>
internal sealed record AuditOptions
{
    /// <summary>The folder that holds it.</summary>
    public required string Folder { get; init; }

    /// <summary>The size in bytes at which a file is closed and the next started.</summary>
    public long RotateAt { get; init; } = 64 << 20;

    /// <summary>
    /// Files kept; older ones are removed. 0 keeps all. Files that <see cref="Database"/> does not have yet are kept too, up to four times
    /// as many: a database that is unavailable for days may not fill the disk.
    /// </summary>
    public int KeepFiles { get; init; }

    /// <summary>The head is signed after this many lines …</summary>
    public int SignEvery { get; init; } = 10_000;

    /// <summary>… or after this time, if there were any.</summary>
    public TimeSpan SignAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Lines waiting to be written; a server that fills the queue faster than the disk waits, or continues without.</summary>
    public int QueueLimit { get; init; } = 65_536;

    /// <summary>
    /// Called when the log can no longer be written, with the reason, and with null when it can again. Runs on the writer's task: do not
    /// wait in it.
    /// </summary>
    public Action<Exception?>? StateChanged { get; init; }

    /// <summary>Opens a file to append to; null opens it on the disk.</summary>
    public Func<string, IAuditFile>? OpenFile { get; init; }

    /// <summary>True to keep an index in SQLite for queries.</summary>
    public bool HasIndex { get; init; } = true;

    /// <summary>A database that receives a copy of every line; null for none.</summary>
    public AuditDatabase? Database { get; init; }
}
