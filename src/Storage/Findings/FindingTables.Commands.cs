using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Sekimori.Storage.Findings;

/// <content>Commands, and their repetition when the database goes away for a while.</content>
internal sealed partial class FindingTables
{
    // A server that restarts is there again within seconds; asking more often than this helps nobody.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(3);

    private Task RunAsync(Func<DbConnection, Task> work, CancellationToken cancellation) => RunAsync(async connection =>
    {
        await work(connection).ConfigureAwait(false);
        return 0;
    }, cancellation);

    /// <summary>Runs an operation on a connection of its own, again and again while the failure is one that passes by itself.</summary>
    private async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        var (started, pause) = (TimeProvider.System.GetTimestamp(), FirstPause);
        while (true)
        {
            try
            {
                var connection = await open(cancellation).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
            }
            catch (Exception passing) when (dialect.IsTransient(passing) && !cancellation.IsCancellationRequested
                && TimeProvider.System.GetElapsedTime(started) < patience)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (DbException failure)
            {
                throw new FindingStoreException($"the store of findings: {failure.Message}", failure);
            }
        }
    }

    private DbCommand Command(DbConnection connection, string sql, params IReadOnlyList<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Count; at++) command.Parameters.Add(dialect.Parameter(at + 1, values[at]));
        return command;
    }

    private async Task<int> ExecuteAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params IReadOnlyList<object> values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<long> NumberAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params IReadOnlyList<object> values)
    {
        await using var command = Command(connection, sql, values);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>Inserts rows with one statement: a round trip for each would be the slowest part of a run.</summary>
    private async Task InsertAsync(
        DbConnection connection, string table, IReadOnlyList<object[]> rows, string conflict, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        var sql = new StringBuilder("INSERT INTO ").Append(table).Append(" VALUES ");
        var number = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var at = 0; at < rows[row].Length; at++)
                sql.Append(at == 0 ? "$" : ", $").Append((++number).ToString(CultureInfo.InvariantCulture));
            sql.Append(')');
        }

        sql.Append(' ').Append(conflict);
        await ExecuteAsync(connection, sql.ToString(), cancellation, [.. rows.SelectMany(row => row)]).ConfigureAwait(false);
    }
}
