using System.Data.Common;
using System.Globalization;

namespace Sekimori.Storage.Map;

/// <summary>The tables of the service map and their versions.</summary>
internal static class MapSchema
{
    /// <summary>Each brings the tables from one version to the next; the number of the last is kept in sekimori_map_schema.</summary>
    private static IReadOnlyList<string> Migrations(MapDialect dialect) =>
    [
        $"""
        CREATE TABLE sekimori_map_writers (writer text PRIMARY KEY, batch {dialect.Number} NOT NULL, seen {dialect.Number} NOT NULL);
        CREATE TABLE sekimori_map_edges (id {dialect.Identity}, host text NOT NULL, client text NOT NULL, server text NOT NULL, port
          integer NOT NULL, service text NOT NULL,
          transport text NOT NULL, account text NOT NULL, alerted integer NOT NULL, UNIQUE (host, client, server, port, service,
            transport, account));
        CREATE TABLE sekimori_map_minutes (edge {dialect.Number} NOT NULL, minute {dialect.Number} NOT NULL, binds {dialect.Number} NOT
          NULL, calls {dialect.Number} NOT NULL,
          faults {dialect.Number} NOT NULL, first {dialect.Number} NOT NULL, last {dialect.Number} NOT NULL, PRIMARY KEY (edge, minute));
        CREATE INDEX sekimori_map_minutes_minute ON sekimori_map_minutes (minute);
        """,
    ];

    /// <summary>Brings the tables up to date.</summary>
    /// <exception cref="ServiceMapException">They are of a later version than this program knows.</exception>
    public static async Task MigrateAsync(DbConnection connection, MapDialect dialect, CancellationToken cancellation)
    {
        var migrations = Migrations(dialect);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (dialect.SchemaLock.Length > 0) await ExecuteAsync(connection, dialect.SchemaLock, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS sekimori_map_schema (version integer NOT NULL)", cancellation)
            .ConfigureAwait(false);
        var version = await VersionAsync(connection, cancellation).ConfigureAwait(false);
        Require(version, migrations.Count);
        for (var at = version; at < migrations.Count; at++)
            await ExecuteAsync(connection, migrations[at], cancellation).ConfigureAwait(false);
        if (version < migrations.Count)
            await ExecuteAsync(connection,
                string.Create(CultureInfo.InvariantCulture,
                $"DELETE FROM sekimori_map_schema; INSERT INTO sekimori_map_schema VALUES ({migrations.Count})"), cancellation)
                .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Checks that this program can read the tables, and changes nothing.</summary>
    /// <exception cref="ServiceMapException">It cannot.</exception>
    public static async Task CheckAsync(DbConnection connection, MapDialect dialect, CancellationToken cancellation) =>
        Require(await VersionAsync(connection, cancellation).ConfigureAwait(false), Migrations(dialect).Count);

    /// <summary>The version of the tables; 0 for new ones.</summary>
    internal static async Task<int> VersionAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version), 0) FROM sekimori_map_schema";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    internal static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static void Require(int version, int known)
    {
        if (version > known)
            throw new ServiceMapException(
                $"the service map's tables are of version {version}, and this program knows {known}: use a newer sekimori");
    }
}
