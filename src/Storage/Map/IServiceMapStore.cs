using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <summary>
/// Keeps the edges of the service map by the minute. SQLite in the data folder, or PostgreSQL; both behave alike (ServiceMapStoreContract
/// in the tests). Not thread-safe.
/// </summary>
internal interface IServiceMapStore : IAsyncDisposable
{
    /// <summary>Adds a batch: whole, durable when the task ends, and once, however often it is handed over.</summary>
    Task AddAsync(EdgeBatch batch, CancellationToken cancellation);

    /// <summary>
    /// The edges of a time with what happened on them in it, sums over the minutes. Edges beyond <see cref="ServiceMap.EdgeLimit"/> come as
    /// <see cref="EdgeKey.Others"/>.
    /// </summary>
    Task<IReadOnlyList<EdgeRecord>> QueryAsync(MapQuery query, CancellationToken cancellation);

    /// <summary>All edges of a host, and whether an alert was raised for them.</summary>
    Task<IReadOnlyList<(EdgeKey Key, bool IsAlerted)>> KnownAsync(string host, CancellationToken cancellation);

    /// <summary>
    /// Removes what is older than asked for; where there is more than <paramref name="rowLimit"/> all the same, joins the minutes of the
    /// oldest days.
    /// </summary>
    /// <param name="before">Minutes before this go.</param>
    /// <param name="today">The day that is never joined.</param>
    /// <param name="rowLimit">Rows that there may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>How many minutes were removed or joined.</returns>
    Task<long> TrimAsync(DateTimeOffset before, DateOnly today, long rowLimit, CancellationToken cancellation);
}
