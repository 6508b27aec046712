namespace Sekimori.Storage.Audit;

/// <summary>
/// Tables that are filled from the log's files, for queries. They may be lost, behind or unavailable at any time: the files are
/// authoritative.
/// </summary>
internal interface IAuditTables : IAsyncDisposable
{
    /// <summary>The number of the last line in the tables.</summary>
    long Sequence { get; }

    /// <summary>Adds rows in the order of their numbers, all or none of them.</summary>
    ValueTask AddAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellation);

    /// <summary>The log no longer contains lines before this one.</summary>
    ValueTask ForgetAsync(long before, CancellationToken cancellation);
}
