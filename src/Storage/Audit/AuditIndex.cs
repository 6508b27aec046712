using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Audit;

/// <summary>
/// The lines of the log in SQLite, for queries. The files are the truth: an index that is lost or behind is made again from them, and what
/// they drop it drops too.
/// </summary>
internal sealed class AuditIndex : IAuditTables, IDisposable
{
    /// <summary>Lines added in one transaction.</summary>
    private const int Portion = 10_000;

    /// <summary>Each brings the tables from one version to the next; the number of the last is kept in user_version.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE lines (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, type TEXT NOT NULL, client TEXT, server TEXT, account TEXT,
          interface TEXT, operation TEXT,
          resource TEXT, action TEXT, verdict TEXT, rule TEXT, json TEXT NOT NULL) STRICT;
        CREATE INDEX lines_time ON lines (time);
        CREATE INDEX lines_client ON lines (client, time);
        CREATE INDEX lines_account ON lines (account, time);
        """,
        "CREATE INDEX lines_type ON lines (type, time);",
    ];

    private static readonly string[] Columns =
        ["seq", "time", "type", "client", "server", "account", "interface", "operation", "resource", "action", "verdict", "rule", "json"];

    private readonly SqliteConnection _connection;
    private AuditFeed? _feed;
    private long _first;

    private AuditIndex(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the index of a folder, made or brought up to date.</summary>
    public static AuditIndex Open(string folder, bool isReadOnly = false)
    {
        var path = Path.Combine(folder, "audit.db");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate, Pooling = false,
        }.ToString());
        connection.Open();
        var index = new AuditIndex(connection);
        if (isReadOnly) return index;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        index.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
        index.Migrate();
        return index;
    }

    /// <summary>The number of the last line in the index.</summary>
    public long Sequence => Scalar("SELECT coalesce(max(seq), 0) FROM lines");

    /// <summary>The version of the tables.</summary>
    public long Version => Scalar("PRAGMA user_version");

    /// <summary>Adds what the files have and the index has not, and removes what the files no longer have.</summary>
    /// <param name="folder">The log.</param>
    /// <param name="most">How many lines at most.</param>
    /// <returns>How many lines were added.</returns>
    public int CatchUp(string folder, int most = int.MaxValue)
    {
        _feed ??= new(folder);
        var added = 0;
        while (added < most && _feed.Next(Sequence, Math.Min(Portion, most - added)) is { Count: > 0 } rows)
        {
            Add(rows);
            added += rows.Count;
        }
        if (_feed.First is { } first) Forget(first);
        return added;
    }

    /// <summary>The lines that a query finds, the newest first, as JSON.</summary>
    public IEnumerable<string> Query(AuditQuery query)
    {
        using var command = _connection.CreateCommand();
        var where = new List<string>();
        foreach (var (condition, value) in Conditions(query))
        {
            where.Add($"{condition} $p{where.Count}{(condition.EndsWith("LIKE", StringComparison.Ordinal) ? " ESCAPE '\\'" : "")}");
            command.Parameters.AddWithValue($"$p{where.Count - 1}", value);
        }
        command.CommandText =
            $"SELECT json FROM lines {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")} ORDER BY seq DESC LIMIT " +
            $"{query.Most}";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader.GetString(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    ValueTask IAsyncDisposable.DisposeAsync() => _connection.DisposeAsync();

    ValueTask IAuditTables.AddAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellation)
    {
        Add(rows);
        return default;
    }

    ValueTask IAuditTables.ForgetAsync(long before, CancellationToken cancellation)
    {
        Forget(before);
        return default;
    }

    private static IEnumerable<(string Condition, string Value)> Conditions(AuditQuery query)
    {
        if (query.Since is { } since) yield return ("time >=", Stamp(since.UtcDateTime));
        if (query.Until is { } until) yield return ("time <", Stamp(until.UtcDateTime));
        if (query.Account is { } account)
            yield return account.Contains('*', StringComparison.Ordinal)
                ? ("account LIKE", AuditQuery.Pattern(account))
                : ("account =", account);
        if (query.Text is { } text) yield return ("json LIKE", AuditQuery.Pattern($"*{text}*"));
        foreach (var (column, value) in query.Equalities) yield return ($"{column} =", value);
    }

    // One form, so that times can be compared as text.
    private static string Stamp(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);

    private void Migrate()
    {
        if (Version >= Migrations.Length) return;
        // The version is read by who may write: another process, a server beside a query, may have been first.
        using var transaction = _connection.BeginTransaction();
        for (var version = (int)Version; version < Migrations.Length; version++)
        {
            Execute(Migrations[version]);
            Execute($"PRAGMA user_version = {version + 1}");
        }
        transaction.Commit();
    }

    private void Add(IReadOnlyList<AuditRow> rows)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.CommandText = $"INSERT OR IGNORE INTO lines VALUES ({string.Join(", ", Columns.Select(column => "$" + column))})";
        foreach (var column in Columns) command.Parameters.Add(new SqliteParameter("$" + column, null));
        foreach (var row in rows)
        {
            object?[] values = [row.Sequence, Stamp(row.Time), row.Type, row.Client, row.Server, row.Account, row.Interface, row.Operation,
                row.Resource, row.Action, row.Verdict, row.Rule, row.Json];
            for (var at = 0; at < values.Length; at++) command.Parameters[at].Value = values[at] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>Files are removed rarely, and many lines at once.</summary>
    private void Forget(long first)
    {
        if (first <= _first) return;
        if (first > 1) Execute(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM lines WHERE seq < {first}"));
        _first = first;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
