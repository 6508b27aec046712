using System.Data.Common;
using System.Globalization;

namespace Sekimori.Storage.Findings;

/// <content>The queue. A row is open, leased, done or failed; an open one may have a time before which it is left alone.</content>
internal sealed partial class FindingTables
{
    // sekimori_posture_jobs.state. The partial index is on what is below Done.
    private const int Open = 0, Leased = 1, Done = 2, Failed = 3;

    /// <summary>A block that three workers lost is not tried again: something about it ends them.</summary>
    internal const int MaxAttempts = 3;

    /// <inheritdoc/>
    public Task AddBlocksAsync(StoredRun run, IReadOnlyList<IReadOnlyList<string>> blocks, CancellationToken cancellation) =>
        RunAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var rows = blocks.Select((targets, block) => (object[])
                [Text(run.Id), block, run.Vantage, string.Join('\n', targets), Open, 0, "", 0L, ""]);
            foreach (var part in rows.Chunk(RowsOfInsert))
                await InsertAsync(connection,
                    "sekimori_posture_jobs (run, block, vantage, targets, state, attempt, worker, lease, reason)", part,
                    "ON CONFLICT (run, block) DO NOTHING", cancellation).ConfigureAwait(false);
            await EndRunAsync(connection, run.Id, cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Job>> ClaimAsync(JobClaim claim, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<Job>>(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await GiveUpAsync(connection, cancellation).ConfigureAwait(false);
            var jobs = new List<Job>();
            var ofRun = claim.Run is null ? "" : " AND run = $5";
            // The rows are chosen once: a plan that asked the inner SELECT again would claim more than asked for.
            await using (var command = Command(connection, $"""
                WITH chosen (r, b) AS MATERIALIZED (SELECT run, block FROM sekimori_posture_jobs
                  WHERE state < {Done} AND lease <= {dialect.Now} AND vantage = $3{ofRun} ORDER BY run, block LIMIT $4 {dialect.SkipLocked})
                UPDATE sekimori_posture_jobs SET state = {Leased}, attempt = attempt + 1, worker = $1, lease = {dialect.Now} + $2
                FROM chosen WHERE run = r AND block = b RETURNING run, block, attempt, targets
                """, [claim.Worker, Milliseconds(claim.Lease), claim.Vantage, claim.Most,
                    .. claim.Run is { } run ? (object[])[Text(run)] : []]))
            await using (var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    jobs.Add(new(Guid.Parse(reader.GetString(0)), reader.GetInt32(1), claim.Worker, reader.GetInt32(2),
                        reader.GetString(3).Split('\n')));
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return jobs;
        }, cancellation);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Job job, TimeSpan lease, CancellationToken cancellation) => RunAsync(async connection =>
        await ChangeAsync(connection, job, $"lease = {dialect.Now} + $5", cancellation, Milliseconds(lease)).ConfigureAwait(false),
        cancellation);

    /// <inheritdoc/>
    public Task<bool> FinishAsync(Job job, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var isMine = await ChangeAsync(connection, job, $"state = {Done}, lease = $5", cancellation, 0L).ConfigureAwait(false)
            // The answer to the commit may have been lost: done by this attempt is done.
            || await NumberAsync(connection, "SELECT count(*) FROM sekimori_posture_jobs WHERE run = $1 AND block = $2 AND worker = $3 " +
                string.Create(CultureInfo.InvariantCulture, $"AND attempt = $4 AND state = {Done}"), cancellation,
                Text(job.Run), job.Block, job.Worker, job.Attempt).ConfigureAwait(false) > 0;
        await EndRunAsync(connection, job.Run, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return isMine;
    }, cancellation);

    /// <inheritdoc/>
    public Task FailAsync(Job job, string reason, TimeSpan pause, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var state = job.Attempt >= MaxAttempts ? Failed : Open;
        await ChangeAsync(connection, job, string.Create(CultureInfo.InvariantCulture,
            $"state = {state}, reason = $6, lease = {dialect.Now} + $5"), cancellation, Milliseconds(pause), reason).ConfigureAwait(false);
        await EndRunAsync(connection, job.Run, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <inheritdoc/>
    public Task ReleaseAsync(Job job, CancellationToken cancellation) => RunAsync(connection => ChangeAsync(connection, job,
        string.Create(CultureInfo.InvariantCulture, $"state = {Open}, attempt = attempt - 1, lease = $5"), cancellation, 0L), cancellation);

    /// <inheritdoc/>
    public Task ReopenAsync(Guid run, Func<string, bool> isGone, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var opened = await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
            $"UPDATE sekimori_posture_jobs SET state = {Open}, attempt = 0, lease = 0 WHERE run = $1 AND state = {Failed}"), cancellation,
            Text(run)).ConfigureAwait(false);
        foreach (var worker in await WorkersAsync(connection, run, cancellation).ConfigureAwait(false))
            if (isGone(worker))
                opened += await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
                    UPDATE sekimori_posture_jobs SET state = {Open}, attempt = 0, lease = 0
                    WHERE run = $1 AND worker = $2 AND state = {Leased}
                    """), cancellation, Text(run), worker).ConfigureAwait(false);
        if (opened > 0)
            await ExecuteAsync(connection, "UPDATE sekimori_posture_runs SET finished = NULL WHERE run = $1", cancellation, Text(run))
                .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <inheritdoc/>
    public Task<JobCounts> CountAsync(Guid run, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await using (var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false))
        {
            await GiveUpAsync(connection, cancellation).ConfigureAwait(false);
            await EndRunAsync(connection, run, cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }

        await using var command = Command(connection,
            "SELECT state, count(*) FROM sekimori_posture_jobs WHERE run = $1 GROUP BY state", Text(run));
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var counts = new int[4];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            counts[reader.GetInt32(0)] = (int)reader.GetInt64(1);
        return new JobCounts(counts[Open], counts[Leased], counts[Done], counts[Failed]);
    }, cancellation);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private async Task<bool> ChangeAsync(
        DbConnection connection, Job job, string change, CancellationToken cancellation, params IReadOnlyList<object> values) =>
        // The attempt is the fence: a worker that lost the block and comes back has an older one.
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
            $"UPDATE sekimori_posture_jobs SET {change} WHERE run = $1 AND block = $2 AND worker = $3 AND attempt = $4 AND ") +
            string.Create(CultureInfo.InvariantCulture, $"state = {Leased}"),
            cancellation, [Text(job.Run), job.Block, job.Worker, job.Attempt, .. values]).ConfigureAwait(false) > 0;

    private Task<int> GiveUpAsync(DbConnection connection, CancellationToken cancellation) => ExecuteAsync(connection,
        string.Create(CultureInfo.InvariantCulture,
        $"UPDATE sekimori_posture_jobs SET state = {Failed}, reason = $1 WHERE state = {Leased} AND attempt >= {MaxAttempts} ") +
        $"AND lease <= {dialect.Now}", cancellation,
        string.Create(CultureInfo.InvariantCulture, $"{MaxAttempts} workers took it, and none finished it"));

    private Task<int> EndRunAsync(DbConnection connection, Guid run, CancellationToken cancellation) => ExecuteAsync(connection,
        $"UPDATE sekimori_posture_runs SET finished = {dialect.Now} WHERE run = $1 AND finished IS NULL AND NOT EXISTS " +
        string.Create(CultureInfo.InvariantCulture, $"(SELECT 1 FROM sekimori_posture_jobs WHERE run = $1 AND state < {Done})"),
        cancellation, Text(run));

    private async Task<List<string>> WorkersAsync(DbConnection connection, Guid run, CancellationToken cancellation)
    {
        await using var command = Command(connection, string.Create(CultureInfo.InvariantCulture,
            $"SELECT DISTINCT worker FROM sekimori_posture_jobs WHERE run = $1 AND state = {Leased}"), Text(run));
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var workers = new List<string>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) workers.Add(reader.GetString(0));
        return workers;
    }
}
