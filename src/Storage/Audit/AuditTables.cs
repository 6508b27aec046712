using System.Globalization;
using System.Net;
using Npgsql;
using NpgsqlTypes;
using Sekimori.Security;

namespace Sekimori.Storage.Audit;

/// <summary>
/// The lines of one log in PostgreSQL. Lines are copied by COPY, and the position moves in the same transaction: whatever happens, no line
/// is there twice and none is missing. A log that was started again, or rewritten, is a new part: earlier parts stay unchanged, which makes
/// the database a witness.
/// </summary>
internal sealed class AuditTables : IAuditTables
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly string _log;
    private readonly int _keepDays;
    private readonly HashSet<DateOnly> _days = [];

    private AuditTables(NpgsqlDataSource source, NpgsqlConnection connection, string log, long sequence, int keepDays) =>
        (_source, _connection, _log, Sequence, _keepDays) = (source, connection, log, sequence, keepDays);

    /// <inheritdoc/>
    public long Sequence { get; private set; }

    /// <summary>Opens the tables at the position of this log.</summary>
    public static async Task<IAuditTables> OpenAsync(
        NpgsqlDataSource source, NpgsqlConnection connection, string key, int keepDays, AuditFeed files, CancellationToken cancellation)
    {
        await AuditSchema.MigrateAsync(connection, cancellation).ConfigureAwait(false);
        var (part, sequence, hash) = await ReachedAsync(connection, key, cancellation).ConfigureAwait(false);
        await PoolThread.Enter();
        // "" is a line that the files no longer have: there is nothing to compare.
        var isSame = part > 0 && files.HashOf(sequence) is { } own && (own.Length == 0 || own == hash);
        if (!isSame)
        {
            (part, sequence) = (part + 1, 0);
            await using var command = new NpgsqlCommand(
                "INSERT INTO sekimori_logs (log, key, part, host, seq, hash) VALUES ($1, $2, $3, $4, 0, $5)", connection);
            foreach (var value in (object[])[Name(key, part), key, part, Environment.MachineName, AuditLine.Genesis])
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        return new AuditTables(source, connection, Name(key, part), sequence, keepDays);
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellation)
    {
        foreach (var day in rows.Select(row => DateOnly.FromDateTime(row.Time)).Distinct().Order())
        {
            if (_days.Contains(day)) continue;
            await AuditSchema.BeginDayAsync(_connection, day, _keepDays, cancellation).ConfigureAwait(false);
            _days.Add(day);
        }
        await using var transaction = await _connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (var copy = await _connection.BeginBinaryImportAsync(
            "COPY sekimori_lines (log, seq, time, type, client, server, account, interface, operation, resource, action, verdict, rule, " +
            "json) FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false))
        {
            foreach (var row in rows) await WriteAsync(copy, row, cancellation).ConfigureAwait(false);
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        await using (var command = new NpgsqlCommand("UPDATE sekimori_logs SET seq = $2, hash = $3 WHERE log = $1", _connection))
        {
            foreach (var value in (object[])[_log, rows[^1].Sequence, rows[^1].Hash]) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        Sequence = rows[^1].Sequence;
    }

    /// <summary>What the files delete stays here: days are dropped here by a limit of their own.</summary>
    public ValueTask ForgetAsync(long before, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The lines that match a query, newest first.</summary>
    public static async Task<IReadOnlyList<string>> QueryAsync(
        NpgsqlConnection connection, AuditQuery query, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new List<string>();
        if (query.Since is { } since) Add("time >=", since.UtcDateTime);
        if (query.Until is { } until) Add("time <", until.UtcDateTime);
        if (query.Account is { } account)
            Add(account.Contains('*', StringComparison.Ordinal) ? "account ILIKE" : "account =",
                account.Contains('*', StringComparison.Ordinal) ? AuditQuery.Pattern(account) : account);
        if (query.Text is { } text) Add("json::text ILIKE", AuditQuery.Pattern($"*{text}*"));
        if (query.Host is { } host) Add("log IN (SELECT log FROM sekimori_logs WHERE host =", host, ")");
        foreach (var (column, value) in query.Equalities)
        {
            if (column != "client") Add($"{column} =", value);
            else if (IPAddress.TryParse(value, out var address)) Add("client =", address);
            else return [];
        }
        command.CommandText =
            $"SELECT json::text FROM sekimori_lines {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")} ORDER BY time " +
            $"DESC, log, seq DESC LIMIT {query.Most}";
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) found.Add(reader.GetString(0));
        return found;

        void Add(string condition, object value, string end = "")
        {
            command.Parameters.Add(new() { Value = value });
            where.Add(string.Create(CultureInfo.InvariantCulture, $"{condition} ${command.Parameters.Count}{end}"));
        }
    }

    private static string Name(string key, int part) => string.Create(CultureInfo.InvariantCulture, $"{key}-{part}");

    private static async Task<(int Part, long Sequence, string Hash)> ReachedAsync(
        NpgsqlConnection connection, string key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT part, seq, hash FROM sekimori_logs WHERE key = $1 ORDER BY part DESC LIMIT 1", connection)
        {
            Parameters = { new() { Value = key } }
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? (reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2))
            : (0, 0, "");
    }

    private async Task WriteAsync(NpgsqlBinaryImporter copy, AuditRow row, CancellationToken cancellation)
    {
        await copy.StartRowAsync(cancellation).ConfigureAwait(false);
        await copy.WriteAsync(_log, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
        await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellation).ConfigureAwait(false);
        await copy.WriteAsync(DateTime.SpecifyKind(row.Time, DateTimeKind.Utc), NpgsqlDbType.TimestampTz, cancellation)
            .ConfigureAwait(false);
        await Text(row.Type).ConfigureAwait(false);
        await Address(row.Client).ConfigureAwait(false);
        await Address(row.Server).ConfigureAwait(false);
        foreach (var text in (string?[])[row.Account, row.Interface, row.Operation, row.Resource, row.Action, row.Verdict, row.Rule])
            await Text(text).ConfigureAwait(false);
        await copy.WriteAsync(row.Json, NpgsqlDbType.Json, cancellation).ConfigureAwait(false);

        // A text of PostgreSQL cannot contain NUL, and one in a client's name must not block the lines after it. The line itself has it as
        // \u0000.
        Task Text(string? text) => text is null
            ? copy.WriteNullAsync(cancellation)
            : copy.WriteAsync(text.Replace('\0', '\ufffd'), NpgsqlDbType.Text, cancellation);

        Task Address(string? text) => IPAddress.TryParse(text, out var address)
            ? copy.WriteAsync(address, NpgsqlDbType.Inet, cancellation)
            : copy.WriteNullAsync(cancellation);
    }
}
