using Npgsql;
using Sekimori.Storage.Findings;
using Sekimori.Storage.Map;

namespace Sekimori.Storage.Audit;

/// <summary>
/// A PostgreSQL server that takes the lines of one log or of many, for queries. Made from a connection string; what it says of itself holds
/// no secret.
/// </summary>
internal sealed class AuditDatabase
{
    // Seconds. A server that does not answer must not look like one that is busy.
    private const int ConnectTimeout = 5;

    // An audit's worker claims, renews and saves at once.
    private const int PooledConnections = 6;

    private readonly NpgsqlConnectionStringBuilder _settings;

    private AuditDatabase(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>Days whose lines are kept there; 0 keeps all. If several logs share a database, the smallest number holds.</summary>
    public int KeepDays { get; init; }

    /// <summary>Called when the database cannot be written, with the reason, and with null when it can again. Do not wait in it.</summary>
    public Action<Exception?>? StateChanged { get; init; }

    /// <summary>True if the connection string itself holds a password.</summary>
    public bool HasPassword => !string.IsNullOrEmpty(_settings.Password);

    /// <summary>A database by its connection string: "Host=db;Database=audit;Username=sekimori;Passfile=/etc/sekimori/pgpass".</summary>
    /// <exception cref="FormatException">It is none. The message does not repeat it: it may hold a password.</exception>
    public static AuditDatabase Parse(string connectionString, int keepDays = 0, Action<Exception?>? stateChanged = null)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString.Trim());
        }
        catch (Exception wrong)
            when (wrong is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException("not a PostgreSQL connection string: use Host=…;Database=…;Username=…");
        }
        if (string.IsNullOrEmpty(settings.Host)) throw new FormatException("the connection string names no Host");
        if (!settings.ContainsKey("Timeout")) settings.Timeout = ConnectTimeout;
        // One connection, held as long as it lasts.
        settings.Pooling = false;
        settings.IncludeErrorDetail = false;
        if (string.IsNullOrEmpty(settings.ApplicationName)) settings.ApplicationName = "sekimori";
        return new(settings) { KeepDays = keepDays, StateChanged = stateChanged };
    }

    /// <summary>Server, database and user.</summary>
    public override string ToString() =>
        $"PostgreSQL {_settings.Host}:{_settings.Port}/{_settings.Database ?? _settings.Username}" +
        $"{(string.IsNullOrEmpty(_settings.Username) ? "" : $" as {_settings.Username}")}";

    /// <summary>The lines that a query finds, the newest first, as JSON.</summary>
    /// <exception cref="AuditUnavailableException">The database cannot be asked.</exception>
    public async Task<IReadOnlyList<string>> QueryAsync(AuditQuery query, CancellationToken cancellation)
    {
        try
        {
            await using var source = Source();
            await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            return await AuditTables.QueryAsync(connection, query, cancellation).ConfigureAwait(false);
        }
        catch (Exception wrong) when (IsOutOfReach(wrong))
        {
            throw new AuditUnavailableException($"{this}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Opens the service map that servers keep in this database.</summary>
    /// <param name="isReadOnly">True where nothing is made or changed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ServiceMapException">It cannot be used.</exception>
    public async Task<IServiceMapStore> OpenServiceMapAsync(bool isReadOnly, CancellationToken cancellation)
    {
        try
        {
            return await PostgresServiceMap.OpenAsync(Source(), isReadOnly, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException wrong) when (isReadOnly && wrong.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new ServiceMapException($"{this}: there is no service map here yet: a server with this audit database writes one", wrong);
        }
        catch (Exception wrong) when (IsOutOfReach(wrong) || wrong is ServiceMapException)
        {
            throw new ServiceMapException($"{this}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Opens the runs, findings and jobs of the posture audit in this database.</summary>
    /// <exception cref="FindingStoreException">They cannot be used.</exception>
    public async Task<FindingTables> OpenFindingsAsync(CancellationToken cancellation)
    {
        try
        {
            return await PostgresFindings.OpenAsync(Source(PooledConnections), cancellation).ConfigureAwait(false);
        }
        catch (Exception wrong) when (IsOutOfReach(wrong) || wrong is FindingStoreException)
        {
            throw new FindingStoreException($"{this}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Opens the tables for the log of a key, made or brought up to date.</summary>
    internal async ValueTask<IAuditTables> OpenAsync(string key, AuditFeed files, CancellationToken cancellation)
    {
        var source = Source();
        try
        {
            var connection = await ConnectAsync(source, cancellation).ConfigureAwait(false);
            return await AuditTables.OpenAsync(source, connection, key, KeepDays, files, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Opens a connection on a thread of the pool: a logon by Kerberos asks a KDC and waits for it, and a thread that completes what
    /// sockets wait for must not.
    /// </summary>
    internal static async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var opening = Task.Run(source.OpenConnection, cancellation);
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private static bool IsOutOfReach(Exception wrong) =>
        wrong is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException or InvalidOperationException;

    // The slim builder: nothing that reflects, so that trimming keeps it whole.
    private NpgsqlDataSource Source(int pooled = 0)
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString);
        if (pooled > 0) (settings.Pooling, settings.MaxPoolSize) = (true, pooled);
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity().EnableIntegratedSecurity().EnableNetworkTypes();
        return builder.Build();
    }
}
