namespace Sekimori.Storage.Audit;

/// <summary>Tables that are fed from the log's files, for queries. They may be lost, behind or out of reach at any time: the files are the truth.</summary>
internal interface IAuditTables : IAsyncDisposable
{
    /// <summary>The number of the last line that the tables hold.</summary>
    long Sequence { get; }

    /// <summary>Adds rows in the order of their numbers, all or none of them.</summary>
    ValueTask AddAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellation);

    /// <summary>The log holds nothing before this line any more.</summary>
    ValueTask ForgetAsync(long before, CancellationToken cancellation);
}
