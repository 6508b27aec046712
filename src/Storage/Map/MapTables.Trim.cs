using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <content>What goes: by age first, by number of rows where that is not enough.</content>
internal sealed partial class MapTables
{
    private const long MinutesOfDay = 24 * 60;

    /// <inheritdoc/>
    public async Task<long> TrimAsync(DateTimeOffset before, DateOnly today, long rowLimit, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (dialect.BatchLock.Length > 0) await MapSchema.ExecuteAsync(connection, dialect.BatchLock, cancellation).ConfigureAwait(false);
        // Minutes that were joined into their day go with the day's end.
        long gone = await RunAsync("DELETE FROM sekimori_map_minutes WHERE minute < $1 AND last < $2", cancellation,
            EdgeRecord.MinuteOf(before), before.ToUnixTimeMilliseconds()).ConfigureAwait(false);
        var end = EdgeRecord.MinuteOf(new(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        var rows = await ScalarAsync("SELECT count(*) FROM sekimori_map_minutes", cancellation).ConfigureAwait(false) ?? 0;
        while (rows > rowLimit && await ScalarAsync(
            $"SELECT min(minute) FROM sekimori_map_minutes WHERE minute < $1 AND minute % {MinutesOfDay} <> 0", cancellation, end)
            .ConfigureAwait(false) is { } oldest)
        {
            var joined = await JoinAsync(oldest / MinutesOfDay * MinutesOfDay, cancellation).ConfigureAwait(false);
            (rows, gone) = (rows - joined, gone + joined);
        }
        while (rows > rowLimit && await ScalarAsync("SELECT min(minute) FROM sekimori_map_minutes WHERE minute < $1", cancellation, end)
            .ConfigureAwait(false) is { } oldest)
        {
            long dropped = await RunAsync("DELETE FROM sekimori_map_minutes WHERE minute = $1", cancellation, oldest).ConfigureAwait(false);
            (rows, gone) = (rows - dropped, gone + dropped);
        }
        await RunAsync(
            "DELETE FROM sekimori_map_edges WHERE NOT EXISTS (SELECT 1 FROM sekimori_map_minutes m WHERE m.edge = sekimori_map_edges.id)",
            cancellation).ConfigureAwait(false);
        await RunAsync("DELETE FROM sekimori_map_writers WHERE seen < $1", cancellation, end - (long)WritersKept.TotalMinutes)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return gone;
    }

    /// <summary>Joins the minutes of a day into its first: nothing is lost but the minute.</summary>
    /// <returns>How many rows there are less.</returns>
    private async Task<long> JoinAsync(long day, CancellationToken cancellation)
    {
        long taken = await RunAsync($"""
            INSERT INTO sekimori_map_minutes AS m SELECT edge, $1, sum(binds), sum(calls), sum(faults), min(first), max(last) FROM
              sekimori_map_minutes WHERE minute > $1 AND minute < $2 GROUP BY edge
            ON CONFLICT (edge, minute) DO UPDATE SET binds = m.binds + excluded.binds, calls = m.calls + excluded.calls, faults = m.faults
              + excluded.faults,
              first = {dialect.Least}(m.first, excluded.first), last = {dialect.Greatest}(m.last, excluded.last)
            """, cancellation, day, day + MinutesOfDay).ConfigureAwait(false);
        long removed = await RunAsync(
            "DELETE FROM sekimori_map_minutes WHERE minute > $1 AND minute < $2", cancellation, day, day + MinutesOfDay)
            .ConfigureAwait(false);
        // Where an edge had a first minute already, its row was joined and none was added: the count then is one too many, and the next
        // round sees it.
        return Math.Max(1, removed - taken);
    }
}
