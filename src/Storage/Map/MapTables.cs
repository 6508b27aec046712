using System.Data.Common;
using System.Globalization;
using Sekimori.Guard;
using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <summary>The service map in a database. An edge's texts stand there once; a minute is a row of numbers.</summary>
internal sealed partial class MapTables(DbConnection connection, MapDialect dialect, IAsyncDisposable? source = null) : IServiceMapStore
{
    /// <summary>Batches of a server that ended are of no use a week later: nobody hands them over again.</summary>
    private static readonly TimeSpan WritersKept = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public async Task AddAsync(EdgeBatch batch, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (dialect.BatchLock.Length > 0) await MapSchema.ExecuteAsync(connection, dialect.BatchLock, cancellation).ConfigureAwait(false);
        // The answer to a commit can be lost, and the batch then comes again.
        if (await ScalarAsync("SELECT batch FROM sekimori_map_writers WHERE writer = $1", cancellation, batch.Writer)
            .ConfigureAwait(false) is { } last && last >= batch.Number) return;
        var edges = new Dictionary<EdgeKey, long>();
        foreach (var key in batch.Alerted)
            edges[key] = await EdgeAsync(batch.Host, key, isAlerted: true, cancellation).ConfigureAwait(false);
        foreach (var (key, _) in batch.Records)
            if (!edges.ContainsKey(key))
                edges[key] = await EdgeAsync(batch.Host, key, isAlerted: false, cancellation).ConfigureAwait(false);
        await using (var command = Command($"""
            INSERT INTO sekimori_map_minutes AS m VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (edge, minute) DO UPDATE SET binds =
              m.binds + excluded.binds, calls = m.calls + excluded.calls,
              faults = m.faults + excluded.faults, first = {dialect.Least}(m.first, excluded.first), last = {dialect.Greatest}(m.last,
                excluded.last)
            """, 0L, 0L, 0L, 0L, 0L, 0L, 0L))
        {
            foreach (var record in batch.Records)
            {
                var counts = record.Counts;
                long[] values = [edges[record.Key], record.Minute, counts.Binds, counts.Calls, counts.Faults,
                    counts.First.ToUnixTimeMilliseconds(), counts.Last.ToUnixTimeMilliseconds()];
                for (var at = 0; at < values.Length; at++) command.Parameters[at].Value = values[at];
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
        }
        await RunAsync(
            "INSERT INTO sekimori_map_writers VALUES ($1, $2, $3) ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, seen = " +
            "excluded.seen", cancellation,
            batch.Writer, batch.Number, batch.Records.Count > 0 ? batch.Records[^1].Minute : 0L).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EdgeRecord>> QueryAsync(MapQuery query, CancellationToken cancellation)
    {
        var (where, values) = (new List<string>(), new List<object>());
        if (query.Since is { } since) Add("m.last >=", since.ToUnixTimeMilliseconds());
        if (query.Until is { } until) Add("m.first <", until.ToUnixTimeMilliseconds());
        if (query.Host is { } host) Add("e.host =", host);
        await using var command = Command($"""
            SELECT e.client, e.server, e.port, e.service, e.transport, e.account, sum(m.binds), sum(m.calls), sum(m.faults), min(m.first),
              max(m.last)
            FROM sekimori_map_minutes m JOIN sekimori_map_edges e ON e.id = m.edge
              {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")}
            GROUP BY e.client, e.server, e.port, e.service, e.transport, e.account ORDER BY max(m.last) DESC
            """, [.. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var found = new List<EdgeRecord>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            // A store with more edges than a map takes was fed by many servers. What is left out is counted.
            var key = found.Count < ServiceMap.EdgeLimit ? Key(reader, 0) : EdgeKey.Others;
            var counts = new EdgeCounts(Number(reader, 6), Number(reader, 7), Number(reader, 8), Time(reader, 9), Time(reader, 10));
            if (key.IsOthers && found.Count > 0 && found[^1].Key.IsOthers) found[^1] = new(key, found[^1].Counts.Plus(counts));
            else found.Add(new(key, counts));
        }
        return found;

        void Add(string condition, object value)
        {
            values.Add(value);
            where.Add(string.Create(CultureInfo.InvariantCulture, $"{condition} ${values.Count}"));
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(EdgeKey Key, bool IsAlerted)>> KnownAsync(string host, CancellationToken cancellation)
    {
        await using var command = Command(
            "SELECT client, server, port, service, transport, account, alerted FROM sekimori_map_edges WHERE host = $1", host);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var known = new List<(EdgeKey, bool)>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) known.Add((Key(reader, 0), Number(reader, 6) != 0));
        return known;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        if (source is not null) await source.DisposeAsync().ConfigureAwait(false);
    }

    private static EdgeKey Key(DbDataReader reader, int at) =>
        new(reader.GetString(at), reader.GetString(at + 1), reader.GetInt32(at + 2), reader.GetString(at + 3),
        TransportName.Parse(reader.GetString(at + 4)) ?? Transport.Tcp, reader.GetString(at + 5));

    // PostgreSQL sums 64-bit numbers to a decimal.
    private static long Number(DbDataReader reader, int at) => Convert.ToInt64(reader.GetValue(at), CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(DbDataReader reader, int at) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(at));

    private async Task<long> EdgeAsync(string host, EdgeKey key, bool isAlerted, CancellationToken cancellation) => await ScalarAsync($"""
        INSERT INTO sekimori_map_edges AS e (host, client, server, port, service, transport, account, alerted) VALUES ($1, $2, $3, $4, $5,
          $6, $7, $8)
        ON CONFLICT (host, client, server, port, service, transport, account) DO UPDATE SET alerted = {dialect.Greatest}(e.alerted,
          excluded.alerted) RETURNING id
        """, cancellation, host, key.Client, key.Server, key.Port, key.Service, TransportName.Of(key.Transport), key.Account,
        isAlerted ? 1 : 0).ConfigureAwait(false)
        ?? throw new ServiceMapException("the database gave no number for an edge");

    private DbCommand Command(string sql, params IReadOnlyList<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Count; at++) command.Parameters.Add(dialect.Parameter(at + 1, values[at]));
        return command;
    }

    private async Task<int> RunAsync(string sql, CancellationToken cancellation, params IReadOnlyList<object> values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<long?> ScalarAsync(string sql, CancellationToken cancellation, params IReadOnlyList<object> values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is { } value and not DBNull
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : null;
    }
}
