using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;

namespace Sekimori.Interop.Storage;

/// <summary>`sekimori serve` with a database, as its operator sees it.</summary>
[Trait("Peer", "postgresql")]
public sealed class ServedDatabaseTests(PostgresServer database) : IClassFixture<PostgresServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_server_writes_down_is_asked_for_in_PostgreSQL_and_its_password_is_nowhere(bool isInFile)
    {
        var connection = await database.NewDatabaseAsync();
        using var folder = new TemporaryFolder();
        var file = folder.Write("database", connection + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = folder.Write("settings.yaml", $"audit:\n  database: {JsonSerializer.Serialize(connection)}\n  database-days: 30\n");
        string[] chosen = isInFile ? ["--audit-database-file", file] : ["--settings", settings];
        await using var server = await ServeCommand.StartAsync(folder, chosen);
        Assert.Contains("; PostgreSQL 127.0.0.14:", server.Command.Output);
        await EndpointMapReader.ReadAsync(new RpcBinding("127.0.0.1", server.RpcPort), null, Token);
        var found = "";
        for (var tries = 0; tries < 100 && found.Length == 0; tries++)
        {
            await Task.Delay(200, Token);
            (var code, found, var error) =
                await Command.RunAsync("log", "query", "--database-file", file, "--operation", "ept_lookup", "--json", "--host",
                Environment.MachineName);
            // Before the server has fed it for the first time, there are not tables.
            Assert.True(code == 0 || error.Contains("42P01", StringComparison.Ordinal), error);
        }
        Assert.Contains("\"operation\":\"ept_lookup\"", found);
        var secret = PostgresServer.Password.Split(';')[0];
        Assert.DoesNotContain(secret, server.Command.Output + server.Command.Error);
        Assert.DoesNotContain(
            secret, string.Concat(Directory.GetFiles(Path.Combine(folder.Path, "audit"), "audit-*.jsonl").Select(File.ReadAllText)));
    }

    [Fact]
    public async Task The_service_map_is_kept_in_the_database_too_and_in_no_file()
    {
        var connection = await database.NewDatabaseAsync();
        using var folder = new TemporaryFolder();
        var file = folder.Write("database", connection + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var server = await ServeCommand.StartAsync(folder, "--audit-database-file", file);
        Assert.Matches(@"  Map\s+PostgreSQL 127\.0\.0\.14:", server.Command.Output);
        await EndpointMapReader.ReadAsync(new RpcBinding("127.0.0.1", server.RpcPort), null, Token);
        server.Signal(15);
        Assert.Equal(0, await server.Command.EndAsync());
        Assert.False(File.Exists(folder.File("map.db")));
        foreach (var host in (string[])[Environment.MachineName, "another"])
        {
            var (code, output, error) = await Command.RunAsync("map", "--database-file", file, "--host", host);
            Assert.True(code == 0, error);
            Assert.Equal(host != "another", output.Contains("epmapper", StringComparison.Ordinal));
        }
    }
}
