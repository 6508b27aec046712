using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Audit;

/// <summary>The lines of the log in SQLite, for queries. The files are the truth: an index that is lost or behind is made again from them.</summary>
public sealed class AuditIndex : IDisposable
{
    /// <summary>Each brings the tables from one version to the next; the number of the last is kept in user_version.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE lines (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, type TEXT NOT NULL, client TEXT, server TEXT, account TEXT, interface TEXT, operation TEXT,
          resource TEXT, action TEXT, verdict TEXT, rule TEXT, json TEXT NOT NULL) STRICT;
        CREATE INDEX lines_time ON lines (time);
        CREATE INDEX lines_client ON lines (client, time);
        CREATE INDEX lines_account ON lines (account, time);
        """,
        "CREATE INDEX lines_type ON lines (type, time);",
    ];

    private readonly SqliteConnection _connection;
    private (string File, long Sequence, long Offset) _reached;

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

    /// <summary>Adds what the files have and the index has not.</summary>
    /// <param name="folder">The log.</param>
    /// <param name="most">How many lines at most.</param>
    /// <returns>How many lines were added.</returns>
    public int CatchUp(string folder, int most = int.MaxValue)
    {
        var known = Sequence;
        var added = 0;
        var lines = new List<byte[]>();
        var files = AuditFiles.All(folder);
        // Files whose successor begins at or below what is known hold nothing new.
        var from = 0;
        while (from + 1 < files.Count && FirstOf(files[from + 1]) is { } first && first <= known + 1) from++;
        var reached = _reached;
        for (var at = from; at < files.Count && added < most; at++)
        {
            var offset = _reached.File == files[at] && _reached.Sequence == known ? _reached.Offset : 0;
            foreach (var (line, isEnded) in AuditFiles.Lines(files[at], offset))
            {
                if (!isEnded) break;
                offset += line.Length + 1;
                if (!AuditLine.TryReadSequence(line, out var sequence) || sequence <= known) continue;
                lines.Add(line);
                reached = (files[at], sequence, offset);
                if (++added >= most) break;
                if (lines.Count < 10_000) continue;
                Add(lines);
                lines.Clear();
            }
        }
        Add(lines);
        _reached = reached;
        return added;
    }

    /// <summary>The lines that a query finds, the newest first, as JSON.</summary>
    public IEnumerable<string> Query(AuditQuery query)
    {
        using var command = _connection.CreateCommand();
        var where = new List<string>();
        foreach (var (column, comparison, value) in query.Conditions)
        {
            where.Add($"{column} {comparison} $p{where.Count}");
            command.Parameters.AddWithValue($"$p{where.Count - 1}", value);
        }
        command.CommandText = $"SELECT json FROM lines {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")} ORDER BY seq DESC LIMIT {Math.Clamp(query.Limit, 1, 1_000_000)}";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader.GetString(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static long? FirstOf(string file)
    {
        foreach (var (line, isEnded) in AuditFiles.Lines(file)) return isEnded && AuditLine.TryReadSequence(line, out var sequence) ? sequence : null;
        return null;
    }

    private void Migrate()
    {
        for (var version = (int)Version; version < Migrations.Length; version++)
        {
            using var transaction = _connection.BeginTransaction();
            Execute(Migrations[version]);
            Execute($"PRAGMA user_version = {version + 1}");
            transaction.Commit();
        }
    }

    private void Add(List<byte[]> lines)
    {
        if (lines.Count == 0) return;
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO lines VALUES ($seq, $time, $type, $client, $server, $account, $interface, $operation, $resource, $action, $verdict, $rule, $json)";
        string[] names = ["time", "type", "client", "server", "account", "interface", "operation", "resource", "action", "verdict"];
        foreach (var name in (string[])["seq", .. names, "rule", "json"]) command.Parameters.Add(new SqliteParameter("$" + name, null));
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            command.Parameters["$seq"].Value = root.GetProperty("seq").GetInt64();
            foreach (var name in names) command.Parameters["$" + name].Value = (object?)Text(root, name) ?? (name is "time" or "type" ? "" : DBNull.Value);
            // One form, so that times can be compared as text.
            if (root.TryGetProperty("time", out var time) && time.TryGetDateTime(out var stamp)) command.Parameters["$time"].Value = stamp.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            command.Parameters["$rule"].Value = (object?)(Text(root, "policy_rule") ?? Text(root, "rule")) ?? DBNull.Value;
            command.Parameters["$json"].Value = Encoding.UTF8.GetString(line);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

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
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
