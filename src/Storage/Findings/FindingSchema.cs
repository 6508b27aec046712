using System.Data.Common;
using System.Globalization;

namespace Sekimori.Storage.Findings;

/// <summary>The tables of the store and their versions.</summary>
internal static class FindingSchema
{
    /// <summary>Each brings the tables from one version to the next; the number of the last is kept in sekimori_posture_schema.</summary>
    private static IReadOnlyList<string> Migrations(FindingDialect dialect) =>
    [
        $"""
        CREATE TABLE sekimori_posture_runs (run text PRIMARY KEY, started bigint NOT NULL, vantage text NOT NULL, questions text NOT NULL,
          credential text NOT NULL, hosts integer NOT NULL, finished bigint);
        CREATE TABLE sekimori_posture_hosts (run text NOT NULL, host {dialect.Ordered} NOT NULL, block integer NOT NULL,
          reached integer NOT NULL, failed text NOT NULL, document {dialect.Bytes} NOT NULL, PRIMARY KEY (run, host));
        CREATE INDEX sekimori_posture_hosts_block ON sekimori_posture_hosts (run, block);
        CREATE TABLE sekimori_posture_jobs (run text NOT NULL, block integer NOT NULL, vantage text NOT NULL, targets text NOT NULL,
          state integer NOT NULL, attempt integer NOT NULL, worker text NOT NULL, lease bigint NOT NULL, reason text NOT NULL,
          PRIMARY KEY (run, block)) {dialect.HotTable};
        CREATE INDEX sekimori_posture_jobs_open ON sekimori_posture_jobs (vantage, run, block) WHERE state < 2;
        CREATE TABLE sekimori_posture_waivers (number {dialect.Identity}, check_id text NOT NULL, host text NOT NULL,
          subject text NOT NULL, reason text NOT NULL, by_whom text NOT NULL, until_day text NOT NULL);
        """,
    ];

    /// <summary>Brings the tables up to date.</summary>
    /// <exception cref="FindingStoreException">They are of a later version than this program knows.</exception>
    public static async Task MigrateAsync(DbConnection connection, FindingDialect dialect, CancellationToken cancellation)
    {
        var migrations = Migrations(dialect);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (dialect.SchemaLock.Length > 0) await ExecuteAsync(connection, dialect.SchemaLock, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS sekimori_posture_schema (version integer NOT NULL)", cancellation)
            .ConfigureAwait(false);
        var version = await VersionAsync(connection, cancellation).ConfigureAwait(false);
        if (version > migrations.Count)
            throw new FindingStoreException(
                $"the audit's tables are of version {version}, and this program knows {migrations.Count}: use a newer sekimori");
        for (var at = version; at < migrations.Count; at++)
            await ExecuteAsync(connection, migrations[at], cancellation).ConfigureAwait(false);
        if (version < migrations.Count)
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
                $"DELETE FROM sekimori_posture_schema; INSERT INTO sekimori_posture_schema VALUES ({migrations.Count})"), cancellation)
                .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    internal static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<int> VersionAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version), 0) FROM sekimori_posture_schema";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }
}
