using System.Data.Common;

namespace Sekimori.Storage.Map;

/// <summary>What SQLite and PostgreSQL say differently. Everything else of the store is one text for both.</summary>
internal sealed record MapDialect
{
    /// <summary>The lesser of two values.</summary>
    public required string Least { get; init; }

    /// <summary>The greater of two values.</summary>
    public required string Greatest { get; init; }

    /// <summary>A 64-bit number that the database gives by itself, as primary key.</summary>
    public required string Identity { get; init; }

    /// <summary>A 64-bit number.</summary>
    public required string Number { get; init; }

    /// <summary>A parameter for "$1", "$2" …</summary>
    public required Func<int, object, DbParameter> Parameter { get; init; }

    /// <summary>
    /// Run at the beginning of a transaction that makes tables: several servers may begin at once. Empty where the transaction itself keeps
    /// others out.
    /// </summary>
    public string SchemaLock { get; init; } = "";

    /// <summary>Run at the beginning of a transaction that adds a batch.</summary>
    public string BatchLock { get; init; } = "";
}
