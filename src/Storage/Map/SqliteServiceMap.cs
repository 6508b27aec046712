using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Map;

/// <summary>The service map in a file of the data folder.</summary>
internal static class SqliteServiceMap
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "map.db";

    // Seconds. The other side holds the file for a batch, or for a day that is joined.
    private const int BusyTimeout = 10;

    private static readonly MapDialect Dialect = new()
    {
        Least = "min", Greatest = "max", Identity = "INTEGER PRIMARY KEY", Number = "integer",
        Parameter = (number, value) => new SqliteParameter($"${number}", value),
    };

    /// <summary>Opens the file for a server, made or brought up to date; for its owner alone.</summary>
    /// <exception cref="ServiceMapException">It cannot be used.</exception>
    public static Task<IServiceMapStore> OpenAsync(string path, CancellationToken cancellation) =>
        OpenAsync(path, isReadOnly: false, cancellation);

    /// <summary>Opens the file to read it, also while a server writes.</summary>
    /// <exception cref="ServiceMapException">It cannot be used, or there is none.</exception>
    public static Task<IServiceMapStore> OpenToReadAsync(string path, CancellationToken cancellation) =>
        File.Exists(path) ? OpenAsync(path, isReadOnly: true, cancellation) : throw Missing(path, null);

    private static ServiceMapException Missing(string path, Exception? inner) =>
        new($"{path}: there is no service map here yet: a server writes one (map: {{ on: true }})", inner);

    private static async Task<IServiceMapStore> OpenAsync(string path, bool isReadOnly, CancellationToken cancellation)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate, Pooling = false,
            DefaultTimeout = BusyTimeout,
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            if (isReadOnly) await MapSchema.CheckAsync(connection, Dialect, cancellation).ConfigureAwait(false);
            else
            {
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                // FULL: a batch that was acknowledged is on the disk, also after a loss of power. There is one every few seconds.
                await MapSchema.ExecuteAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", cancellation)
                    .ConfigureAwait(false);
                await MapSchema.MigrateAsync(connection, Dialect, cancellation).ConfigureAwait(false);
            }
            return new MapTables(connection, Dialect);
        }
        catch (Exception wrong)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            // no such table: the server is just making it
            if (isReadOnly && wrong is SqliteException { SqliteErrorCode: 1 }) throw Missing(path, wrong);
            if (wrong is SqliteException or IOException or UnauthorizedAccessException or ServiceMapException)
                throw new ServiceMapException($"{path}: {wrong.Message}", wrong);
            throw;
        }
    }
}
