using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sekimori.Storage.Findings;

/// <summary>
/// Runs, results, jobs and waivers in a database. Each operation has a connection of its own and is the same when it is repeated, so that a
/// primary that restarts costs time and nothing else.
/// </summary>
internal sealed partial class FindingTables(
    Func<CancellationToken, Task<DbConnection>> open, FindingDialect dialect, TimeSpan patience, IAsyncDisposable? source = null)
    : IFindingStore, IJobQueue
{
    // Results of one INSERT. With six values each they stay far below the parameters that a statement may have (SQLite: 32,766).
    private const int RowsOfInsert = 200;

    // Rows that are read at once: a result has some 2 KB.
    private const int Page = 200;

    /// <inheritdoc/>
    public Task AddRunAsync(StoredRun run, CancellationToken cancellation) => RunAsync(connection => ExecuteAsync(connection,
        "INSERT INTO sekimori_posture_runs (run, started, vantage, questions, credential, hosts) VALUES ($1, $2, $3, $4, $5, $6) " +
        "ON CONFLICT (run) DO NOTHING", cancellation,
        Text(run.Id), run.Started.ToUnixTimeMilliseconds(), run.Vantage, run.Questions, run.Credential, run.Hosts), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellation) => RunAsync<IReadOnlyList<StoredRun>>(
        async connection =>
        {
            await using var command = Command(connection,
                "SELECT run, started, vantage, questions, credential, hosts, finished FROM sekimori_posture_runs " +
                "ORDER BY started DESC, run");
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var runs = new List<StoredRun>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                runs.Add(new(Guid.Parse(reader.GetString(0)), Time(reader, 1), reader.GetString(2), reader.GetString(3),
                    reader.GetString(4), reader.GetInt32(5))
                { Finished = reader.IsDBNull(6) ? null : Time(reader, 6) });
            return runs;
        }, cancellation);

    /// <inheritdoc/>
    public Task AddHostsAsync(Guid run, IReadOnlyList<StoredHost> hosts, CancellationToken cancellation)
    {
        var rows = hosts.DistinctBy(host => host.Host, StringComparer.Ordinal).Select(host => (object[])
            [Text(run), host.Host, host.Block, host.IsReached ? 1 : 0, host.Failed, FindingDocument.Pack(host.Document)]).ToList();
        return RunAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            foreach (var part in rows.Chunk(RowsOfInsert))
                await InsertAsync(connection, "sekimori_posture_hosts (run, host, block, reached, failed, document)", part,
                    "ON CONFLICT (run, host) DO NOTHING", cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredHost> ReadAsync(Guid run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (after, isFirst) = ("", true);
        while (true)
        {
            var (from, first) = (after, isFirst);
            var page = await RunAsync(connection => PageAsync(connection, run, from, first, cancellation), cancellation)
                .ConfigureAwait(false);
            foreach (var host in page) yield return host;
            if (page.Count < Page) yield break;
            (after, isFirst) = (page[^1].Host, false);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> HostsOfAsync(Guid run, int block, CancellationToken cancellation) =>
        RunAsync<IReadOnlySet<string>>(async connection =>
        {
            await using var command = Command(connection, "SELECT host FROM sekimori_posture_hosts WHERE run = $1 AND block = $2",
                Text(run), block);
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var hosts = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) hosts.Add(reader.GetString(0));
            return hosts;
        }, cancellation);

    /// <inheritdoc/>
    public Task<int> CountHostsAsync(Guid run, CancellationToken cancellation) => RunAsync(async connection =>
        (int)await NumberAsync(connection, "SELECT count(*) FROM sekimori_posture_hosts WHERE run = $1", cancellation, Text(run))
            .ConfigureAwait(false), cancellation);

    /// <inheritdoc/>
    public Task<int> TrimAsync(int keep, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        const string Old = "(SELECT run FROM sekimori_posture_runs WHERE finished IS NOT NULL AND run NOT IN "
            + "(SELECT run FROM sekimori_posture_runs WHERE finished IS NOT NULL ORDER BY started DESC, run DESC LIMIT $1))";
        await ExecuteAsync(connection, $"DELETE FROM sekimori_posture_hosts WHERE run IN {Old}", cancellation, keep).ConfigureAwait(false);
        await ExecuteAsync(connection, $"DELETE FROM sekimori_posture_jobs WHERE run IN {Old}", cancellation, keep).ConfigureAwait(false);
        var gone = await ExecuteAsync(connection, $"DELETE FROM sekimori_posture_runs WHERE run IN {Old}", cancellation, keep)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return gone;
    }, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(Guid run) => run.ToString("D", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(DbDataReader reader, int at) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(at));

    private async Task<List<StoredHost>> PageAsync(
        DbConnection connection, Guid run, string after, bool isFirst, CancellationToken cancellation)
    {
        // A host's name can be empty in no run, but the first page must not depend on that.
        var where = isFirst ? "run = $1" : "run = $1 AND host > $2";
        await using var command = Command(connection, "SELECT host, block, reached, failed, document FROM sekimori_posture_hosts " +
            string.Create(CultureInfo.InvariantCulture, $"WHERE {where} ORDER BY host LIMIT {Page}"),
            isFirst ? [Text(run)] : [Text(run), after]);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var page = new List<StoredHost>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            page.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2) != 0, reader.GetString(3),
                FindingDocument.Unpack(reader.GetFieldValue<byte[]>(4), $"{reader.GetString(0)} in run {run}")));
        return page;
    }
}
