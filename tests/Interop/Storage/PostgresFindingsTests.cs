using Sekimori.Storage.Audit;
using Sekimori.Storage.Findings;
using Sekimori.Tests.Findings;

namespace Sekimori.Interop.Storage;

/// <summary>The store of findings and the queue of jobs in PostgreSQL.</summary>
[Trait("Peer", "postgresql")]
public sealed class PostgresFindingsTests(PostgresServer server) : FindingStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    [Fact]
    public async Task Workers_that_begin_at_once_make_one_schema()
    {
        _database = await server.NewDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()));
        foreach (var store in stores) await store.DisposeAsync();
        Assert.Equal(1, await PostgresServer.AskAsync<int>(_database!, "SELECT sum(version)::int FROM sekimori_posture_schema"));
    }

    [Fact]
    public async Task A_primary_that_crashes_and_comes_back_costs_time_and_nothing_else()
    {
        await using var store = await OpenAsync();
        var run = await AddAsync(store, 4);
        var jobs = await store.ClaimAsync(new("w", "inside", 4, TimeSpan.FromMinutes(5)), Token);
        server.Crash();
        var saving = store.AddHostsAsync(run.Id, [Host("h0a", 0)], Token);
        var ending = Task.WhenAll(jobs.Select(job => store.FinishAsync(job, Token)));
        await Task.Delay(500, Token);
        Assert.False(saving.IsCompleted);
        server.Start();
        await saving;
        Assert.All(await ending, Assert.True);
        Assert.Equal(1, await store.CountHostsAsync(run.Id, Token));
        Assert.Equal(new(0, 0, 4, 0), await store.CountAsync(run.Id, Token));
    }

    private protected override async Task<FindingTables> OpenAsync() =>
        await AuditDatabase.Parse(_database ??= await server.NewDatabaseAsync()).OpenFindingsAsync(Token);
}
