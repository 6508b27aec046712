using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Sekimori.TestKit;

namespace Sekimori.Interop.Storage;

/// <summary>Debian's PostgreSQL with a cluster of its own on a loopback address; skips where it is not installed.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string Password = "Geheim;\"1234=";
    private const string Address = "127.0.0.14";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string? _programs = Programs();
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-postgres-").FullName;
    private readonly int _port = FreePort.At(Address);
    private Process? _server;
    private int _databases;

    /// <summary>Starts the server where it does not run.</summary>
    public void Start()
    {
        if (_programs is null) Assert.Skip("PostgreSQL is not installed (Debian: postgresql)");
        if (Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv"))
            Assert.Skip("PostgreSQL does not run as root, and setpriv (util-linux) is not here");
        if (!Directory.Exists(Data)) Make();
        if (_server is { HasExited: false }) return;
        _server = Run("postgres", "-D", Data, "-c", $"listen_addresses={Address}", "-c", $"port={_port}", "-c",
            $"unix_socket_directories={_folder}", "-c", "fsync=off", "-c", "timezone=Asia/Tokyo");
        var waiting = Stopwatch.StartNew();
        while (Run("pg_isready", "-q", "-h", Address, "-p", $"{_port}") is var ready && !Ended(ready))
        {
            Assert.True(waiting.Elapsed < Limit && !_server.HasExited, "PostgreSQL does not start");
            Thread.Sleep(100);
        }
    }

    /// <summary>Ends it without a word, as a crash does.</summary>
    public void Crash()
    {
        using var stop = Run("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        stop.WaitForExit();
        _server!.WaitForExit();
    }

    /// <summary>The connection string of a new database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Start();
        var name = string.Create(CultureInfo.InvariantCulture, $"audit{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = new NpgsqlSlimDataSourceBuilder(database).Build();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> AskAsync<T>(string database, string sql)
    {
        await using var source = new NpgsqlSlimDataSourceBuilder(database).Build();
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public void Dispose()
    {
        if (_server is { HasExited: false }) Crash();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static bool Ended(Process run)
    {
        using (run)
        {
            run.WaitForExit();
            return run.ExitCode == 0;
        }
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Address, Port = _port, Database = database, Username = "sekimori", Password = Password, Pooling = false
        }.ConnectionString;

    private void Make()
    {
        var password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password + "\n");
        if (Environment.IsPrivilegedProcess)
        {
            using var give = Process.Start("chown", ["-R", "65534:65534", _folder]);
            give.WaitForExit();
        }
        Assert.True(
            Ended(
            Run("initdb", "-D", Data, "-U", "sekimori", "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync")), "initdb failed");
    }

    /// <summary>As nobody where the tests run as root: PostgreSQL refuses to be root.</summary>
    private Process Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        var info = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        (info.RedirectStandardOutput, info.RedirectStandardError, info.WorkingDirectory) = (true, true, _folder);
        var run = Process.Start(info)!;
        run.OutputDataReceived += (_, _) => { };
        run.ErrorDataReceived += (_, _) => { };
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        return run;
    }
}
