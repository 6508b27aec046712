using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Findings;

/// <summary>The store in a file.</summary>
internal static class SqliteFindings
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "posture.db";

    // Seconds. The other side holds the file for 200 results.
    private const int BusyTimeout = 10;

    // A file that stays locked for longer than this has a program with a defect.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly FindingDialect Dialect = new()
    {
        Identity = "INTEGER PRIMARY KEY AUTOINCREMENT", Bytes = "blob", Ordered = "text",
        Now = "CAST((julianday('now') - 2440587.5) * 86400000 AS integer)",
        Parameter = (number, value) => new SqliteParameter($"${number}", value),
        // SQLITE_BUSY and SQLITE_LOCKED.
        IsTransient = failure => failure is SqliteException { SqliteErrorCode: 5 or 6 },
    };

    /// <summary>Opens the file, made or brought up to date; for its owner alone.</summary>
    /// <exception cref="FindingStoreException">It cannot be used.</exception>
    public static async Task<FindingTables> OpenAsync(string path, CancellationToken cancellation)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = true, DefaultTimeout = BusyTimeout,
        }.ToString();
        try
        {
            await using (var connection = await ConnectAsync(text, cancellation).ConfigureAwait(false))
            {
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                await FindingSchema.ExecuteAsync(connection, "PRAGMA journal_mode=WAL;", cancellation).ConfigureAwait(false);
                await FindingSchema.MigrateAsync(connection, Dialect, cancellation).ConfigureAwait(false);
            }

            return new FindingTables(cancel => ConnectAsync(text, cancel), Dialect, Patience, new Pool(text));
        }
        catch (Exception wrong) when (wrong is SqliteException or IOException or UnauthorizedAccessException or FindingStoreException)
        {
            throw new FindingStoreException($"{path}: {wrong.Message}", wrong);
        }
    }

    private static async Task<DbConnection> ConnectAsync(string text, CancellationToken cancellation)
    {
        var connection = new SqliteConnection(text);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // NORMAL: what was acknowledged outlives the process. After a loss of power, hosts of the last moments are asked again.
            await FindingSchema.ExecuteAsync(connection, "PRAGMA synchronous=NORMAL;", cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the pooled connections, so that the file can be moved or removed.</summary>
    private sealed class Pool(string text) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            using var connection = new SqliteConnection(text);
            SqliteConnection.ClearPool(connection);
            return ValueTask.CompletedTask;
        }
    }
}
