using Sekimori.Storage.Audit;
using Sekimori.Storage.Map;
using Sekimori.Tests.Map;

namespace Sekimori.Interop.Storage;

/// <summary>The service map in PostgreSQL.</summary>
[Trait("Peer", "postgresql")]
public sealed class PostgresServiceMapTests(PostgresServer server) : ServiceMapStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    [Fact]
    public async Task A_database_without_a_map_says_so_and_stays_as_it_is()
    {
        var wrong = await Assert.ThrowsAsync<ServiceMapException>(() => OpenAsync(isReadOnly: true));
        Assert.Contains("there is no service map here yet", wrong.Message);
        Assert.Equal(0, await PostgresServer.AskAsync<long>(_database!, "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'sekimori%'"));
    }

    [Fact]
    public async Task Servers_that_begin_at_once_make_one_schema()
    {
        await OpenDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()));
        foreach (var store in stores) await store.DisposeAsync();
        Assert.Equal(1, await PostgresServer.AskAsync<int>(_database!, "SELECT sum(version)::int FROM sekimori_map_schema"));
    }

    [Fact]
    public async Task Servers_that_write_the_same_edges_at_once_do_not_stop_each_other()
    {
        await OpenDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async server =>
        {
            await using var store = await OpenAsync();
            for (var batch = 1; batch <= 20; batch++)
            {
                var clients = Enumerable.Range(0, 20).Select(at => (at * 7 + server * 5) % 20);
                await store.AddAsync(new($"{server}", batch, "shared", [.. clients.Select(at => new Observations.Services.EdgeRecord(
                    new($"10.0.0.{at}", "10.0.0.1", 1, "svcctl", Sekimori.Guard.Transport.Tcp, ""),
                    new(0, 1, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)))], []), TestContext.Current.CancellationToken);
            }
        }));
        await using var again = await OpenAsync(isReadOnly: true);
        Assert.All(await again.QueryAsync(new(), TestContext.Current.CancellationToken), record => Assert.Equal(80, record.Counts.Calls));
    }

    private protected override async Task<IServiceMapStore> OpenAsync(bool isReadOnly = false) =>
        await AuditDatabase.Parse(await OpenDatabaseAsync()).OpenServiceMapAsync(isReadOnly, TestContext.Current.CancellationToken);

    private async Task<string> OpenDatabaseAsync() => _database ??= await server.NewDatabaseAsync();
}
