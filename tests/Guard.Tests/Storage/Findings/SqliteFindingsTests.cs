using Microsoft.Data.Sqlite;
using Sekimori.Storage.Findings;
using Sekimori.Tests.Findings;

namespace Sekimori.Guard.Tests.Storage.Findings;

/// <summary>The store of findings in SQLite.</summary>
public sealed class SqliteFindingsTests : FindingStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-posture-").FullName;

    private string Path => System.IO.Path.Combine(_folder, SqliteFindings.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_is_its_owners_alone()
    {
        await using var store = await OpenAsync();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Path, new string('x', 4096), Token);
        var wrong = await Assert.ThrowsAsync<FindingStoreException>(OpenAsync);
        Assert.Contains(Path, wrong.Message);
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(Path, Token));
    }

    [Fact]
    public async Task Tables_of_a_later_program_are_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        Change("UPDATE sekimori_posture_schema SET version = 1000");
        Assert.Contains("version 1000", (await Assert.ThrowsAsync<FindingStoreException>(OpenAsync)).Message);
    }

    [Theory]
    [InlineData("x'00'"), InlineData("x'ffffffff'"), InlineData("x''")]
    public async Task A_result_that_somebody_changed_is_an_error_or_empty(string bytes)
    {
        await using var store = await OpenAsync();
        var run = await AddAsync(store, 1);
        await store.AddHostsAsync(run.Id, [Host("h", 0)], Token);
        Change($"UPDATE sekimori_posture_hosts SET document = {bytes}");
        try
        {
            await foreach (var host in store.ReadAsync(run.Id, Token)) Assert.Empty(host.Document);
        }
        catch (FindingStoreException wrong)
        {
            Assert.Contains("h in run", wrong.Message);
        }
    }

    private protected override Task<FindingTables> OpenAsync() => SqliteFindings.OpenAsync(Path, Token);

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
