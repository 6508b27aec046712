using System.Data.Common;

namespace Sekimori.Storage.Findings;

/// <summary>What SQLite and PostgreSQL say differently. Everything else of the store is one text for both.</summary>
internal sealed record FindingDialect
{
    /// <summary>A 64-bit number that the database gives by itself, as primary key.</summary>
    public required string Identity { get; init; }

    /// <summary>Bytes.</summary>
    public required string Bytes { get; init; }

    /// <summary>A text that is ordered by code point.</summary>
    public required string Ordered { get; init; }

    /// <summary>The database's own clock in milliseconds: leases must not depend on the clocks of workers.</summary>
    public required string Now { get; init; }

    /// <summary>After a SELECT of rows to claim: rows that another worker is just claiming are skipped.</summary>
    public string SkipLocked { get; init; } = "";

    /// <summary>After the table of jobs: room in a page for the next version of a row, which changes three times.</summary>
    public string HotTable { get; init; } = "";

    /// <summary>Run at the beginning of a transaction that makes tables: several workers may begin at once.</summary>
    public string SchemaLock { get; init; } = "";

    /// <summary>A parameter for "$1", "$2" …</summary>
    public required Func<int, object, DbParameter> Parameter { get; init; }

    /// <summary>Whether a failure passes by itself: a server that restarts, a deadlock.</summary>
    public required Func<Exception, bool> IsTransient { get; init; }
}
