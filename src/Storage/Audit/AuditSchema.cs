using System.Globalization;
using Npgsql;

namespace Sekimori.Storage.Audit;

/// <summary>The tables of an audit database: versions, and a partition for each day.</summary>
internal static class AuditSchema
{
    /// <summary>Held while tables are made: several servers may start at once. The letters of "sekimori".</summary>
    private const long Lock = 0x73656b696d6f7269;

    /// <summary>Each migration upgrades the tables by one version; the number of the last is stored in sekimori_schema.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE sekimori_logs (log text PRIMARY KEY, key text NOT NULL, part integer NOT NULL, host text NOT NULL, seq bigint NOT
          NULL, hash text NOT NULL,
          begun timestamptz NOT NULL DEFAULT now(), UNIQUE (key, part));
        CREATE TABLE sekimori_lines (log text NOT NULL, seq bigint NOT NULL, time timestamptz NOT NULL, type text NOT NULL, client inet,
          server inet, account text, interface text,
          operation text, resource text, action text, verdict text, rule text, json json NOT NULL, PRIMARY KEY (time, log, seq)) PARTITION
            BY RANGE (time);
        CREATE INDEX sekimori_lines_client ON sekimori_lines (client, time);
        CREATE INDEX sekimori_lines_account ON sekimori_lines (account, time);
        """,
        "CREATE INDEX sekimori_lines_type ON sekimori_lines (type, time);",
    ];

    /// <summary>Brings the tables up to date.</summary>
    /// <exception cref="InvalidOperationException">Their version is newer than this program.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS sekimori_schema (version integer NOT NULL)", cancellation)
            .ConfigureAwait(false);
        var version = await VersionAsync(connection, cancellation).ConfigureAwait(false);
        if (version > Migrations.Length)
            throw new InvalidOperationException(
                $"the tables have version {version}, and this program supports {Migrations.Length}: use a newer program");
        if (version == Migrations.Length) return;
        for (var at = version; at < Migrations.Length; at++)
            await ExecuteAsync(connection, Migrations[at], cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection,
            string.Create(CultureInfo.InvariantCulture,
            $"DELETE FROM sekimori_schema; INSERT INTO sekimori_schema VALUES ({Migrations.Length})"), cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Creates the partition of a day, and drops those of days that are no longer kept.</summary>
    public static async Task BeginDayAsync(NpgsqlConnection connection, DateOnly day, int keepDays, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
            $"CREATE TABLE IF NOT EXISTS sekimori_lines_{day:yyyyMMdd} PARTITION OF sekimori_lines FOR VALUES FROM ('{day:yyyy-MM-dd} " +
            $"00:00+00') TO ('{day.AddDays(1):yyyy-MM-dd} 00:00+00')"), cancellation).ConfigureAwait(false);
        if (keepDays > 0)
            foreach (var old in await DaysBeforeAsync(connection, day.AddDays(1 - keepDays), cancellation).ConfigureAwait(false))
                await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"DROP TABLE sekimori_lines_{old:yyyyMMdd}"),
                    cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The version of the tables.</summary>
    public static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM sekimori_schema", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<List<DateOnly>> DaysBeforeAsync(NpgsqlConnection connection, DateOnly first, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = " +
            "'sekimori_lines'::regclass", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            if (DateOnly.TryParseExact(reader.GetString(0).Split('_')[^1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day) && day < first) days.Add(day);
        return days;
    }
}
