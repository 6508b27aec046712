using Microsoft.Data.Sqlite;
using Sekimori.Storage.Map;
using Sekimori.Tests.Map;

namespace Sekimori.Guard.Tests.Storage.Map;

/// <summary>The service map in SQLite.</summary>
public sealed class SqliteServiceMapTests : ServiceMapStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-map-").FullName;

    private string Path => System.IO.Path.Combine(_folder, SqliteServiceMap.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_is_its_owners_alone()
    {
        await using var store = await OpenAsync();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_missing_and_is_not_made()
    {
        var wrong = await Assert.ThrowsAsync<ServiceMapException>(() => OpenAsync(isReadOnly: true));
        Assert.Contains("there is no service map here yet", wrong.Message);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Path, new string('x', 4096), TestContext.Current.CancellationToken);
        var wrong = await Assert.ThrowsAsync<ServiceMapException>(() => OpenAsync());
        Assert.Contains(Path, wrong.Message);
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tables_of_a_later_program_are_left_alone(bool isReadOnly)
    {
        await (await OpenAsync()).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE sekimori_map_schema SET version = 1000";
            command.ExecuteNonQuery();
        }
        var wrong = await Assert.ThrowsAsync<ServiceMapException>(() => OpenAsync(isReadOnly));
        Assert.Contains("version 1000", wrong.Message);
    }

    private protected override Task<IServiceMapStore> OpenAsync(bool isReadOnly = false) =>
        isReadOnly
        ? SqliteServiceMap.OpenToReadAsync(Path, TestContext.Current.CancellationToken)
        : SqliteServiceMap.OpenAsync(Path, TestContext.Current.CancellationToken);
}
