using Sekimori.Guard;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.Tests.Map;

/// <summary>What every store of the service map does. Run against SQLite, and against PostgreSQL where it is installed.</summary>
public abstract class ServiceMapStoreContract
{
    private const long NoLimit = long.MaxValue;

    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test once more.</summary>
    private protected abstract Task<IServiceMapStore> OpenAsync(bool isReadOnly = false);

    [Fact]
    public async Task Sums_over_the_minutes_are_what_was_counted_and_outlive_the_process()
    {
        await using (var store = await OpenAsync())
        {
            for (var batch = 1; batch <= 3; batch++)
                await store.AddAsync(Batch("a", batch, Minute("10.0.0.5", batch, 10), Minute("10.0.0.6", batch, 1)), Token);
        }
        await using var again = await OpenAsync(isReadOnly: true);
        var found = (await again.QueryAsync(new(), Token)).OrderBy(record => record.Key.Client).ToArray();
        Assert.Equal([("10.0.0.5", 30L), ("10.0.0.6", 3L)], found.Select(record => (record.Key.Client, record.Counts.Calls)));
        Assert.Equal(new(3, 30, 6, Noon.AddMinutes(1), Noon.AddMinutes(3).AddMilliseconds(500)), found[0].Counts);
    }

    [Fact]
    public async Task A_batch_counts_once_however_often_it_is_handed_over()
    {
        await using var store = await OpenAsync();
        for (var tries = 0; tries < 3; tries++) await store.AddAsync(Batch("a", 1, Minute("10.0.0.5", 0, 10)), Token);
        await store.AddAsync(Batch("b", 1, Minute("10.0.0.5", 0, 5)), Token); // another server, or another start
        await using var other = await OpenAsync();
        await other.AddAsync(Batch("a", 1, Minute("10.0.0.5", 0, 10)), Token);
        await other.AddAsync(Batch("a", 2, Minute("10.0.0.5", 0, 2)), Token);
        Assert.Equal(17, Assert.Single(await store.QueryAsync(new(), Token)).Counts.Calls);
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_and_comes_again()
    {
        await using var store = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var batch = Batch("a", 1, [.. Enumerable.Range(0, 50).Select(at => Minute($"10.0.0.{at}", 0, 1))]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.AddAsync(batch, cancelled.Token));
        // A service without a text is what no database takes.
        var broken = Batch("a", 1, Minute("10.0.0.5", 0, 1),
            new(new("10.0.0.6", "10.0.0.1", 1, null!, Transport.Tcp, ""), new(0, 1, 0, Noon, Noon)));
        await Assert.ThrowsAnyAsync<Exception>(() => store.AddAsync(broken, Token));
        await using var again = await OpenAsync();
        Assert.Empty(await again.QueryAsync(new(), Token));
        await again.AddAsync(batch, Token);
        Assert.Equal(50, (await again.QueryAsync(new(), Token)).Count);
    }

    [Theory]
    [InlineData(null, null, 60)]
    [InlineData(30, null, 30)]
    [InlineData(null, 30, 30)]
    [InlineData(10, 20, 10)]
    [InlineData(60, null, 0)]
    public async Task A_time_is_asked_for_by_the_minute(int? since, int? until, int expected)
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Batch("a", 1, [.. Enumerable.Range(0, 60).Select(minute => Minute("10.0.0.5", minute, 1))]), Token);
        var query = new MapQuery
        {
            Since = since is { } from ? Noon.AddMinutes(from) : null, Until = until is { } to ? Noon.AddMinutes(to) : null
        };
        Assert.Equal(expected, (await store.QueryAsync(query, Token)).Sum(record => record.Counts.Calls));
    }

    [Fact]
    public async Task Hosts_are_kept_apart_and_others_come_as_others()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Batch("a", 1, Minute("10.0.0.5", 0, 1)), Token);
        await store.AddAsync(Batch("b", 1, Minute("10.0.0.5", 0, 2), new(EdgeKey.Others, new(0, 7, 0, Noon, Noon))) with
        {
            Host = "second"
        }, Token);
        Assert.Equal(2, (await store.QueryAsync(new() { Host = "second" }, Token)).Single(record => !record.Key.IsOthers).Counts.Calls);
        var all = await store.QueryAsync(new(), Token);
        Assert.Equal(
            (3, 7), (all.Single(record => !record.Key.IsOthers).Counts.Calls, all.Single(record => record.Key.IsOthers).Counts.Calls));
        Assert.Single(await store.KnownAsync("first", Token));
        Assert.Equal(2, (await store.KnownAsync("second", Token)).Count);
    }

    [Fact]
    public async Task Alerts_that_were_raised_are_known_to_the_next_start()
    {
        var edge = Minute("10.0.0.5", 0, 1);
        await using (var store = await OpenAsync())
        {
            await store.AddAsync(Batch("a", 1, edge, Minute("10.0.0.6", 0, 1)) with { Alerted = [edge.Key] }, Token);
            await store.AddAsync(Batch("a", 2, edge), Token); // a later record takes nothing back
        }
        await using var again = await OpenAsync();
        Assert.Equal([("10.0.0.5", true), ("10.0.0.6", false)],
            (await again.KnownAsync("first", Token)).Select(known => (known.Key.Client, known.IsAlerted)).Order());
    }

    [Fact]
    public async Task Names_of_all_kinds_come_back_as_they_were()
    {
        string[] names = ["", "LAB\\alice", "o'brien; DROP TABLE sekimori_map_edges;--", "名前", "a%b_c", "\ud83d\ude00",
            new('x', EdgeKey.TextLimit), "\u0007\u202e"];
        await using var store = await OpenAsync();
        await store.AddAsync(Batch("a", 1, [.. names.Select(name => Minute("10.0.0.5", 0, 1, name))]), Token);
        Assert.Equal(names.Order(StringComparer.Ordinal),
            (await store.QueryAsync(new(), Token)).Select(record => record.Key.Account).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_too_old_goes_with_its_edges()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Batch("a", 1, Minute("10.0.0.5", 0, 1), Minute("10.0.0.6", 0, 1), Minute("10.0.0.6", 24 * 60, 1)), Token);
        Assert.Equal(2, await store.TrimAsync(Noon.AddHours(1), DateOnly.FromDateTime(Noon.UtcDateTime.AddDays(1)), NoLimit, Token));
        Assert.Equal(["10.0.0.6"], (await store.QueryAsync(new(), Token)).Select(record => record.Key.Client));
        Assert.Equal(["10.0.0.6"], (await store.KnownAsync("first", Token)).Select(known => known.Key.Client));
    }

    [Fact]
    public async Task Too_many_rows_lose_their_minutes_from_the_oldest_day_on_and_no_count()
    {
        await using var store = await OpenAsync();
        // Three days of 100 minutes with two edges.
        var records = Enumerable.Range(0, 3).SelectMany(day => Enumerable.Range(0, 100).SelectMany(minute =>
            (EdgeRecord[])[Minute("10.0.0.5", day * 24 * 60 + minute, 1), Minute("10.0.0.6", day * 24 * 60 + minute, 2)]));
        await store.AddAsync(Batch("a", 1, [.. records]), Token);
        var today = DateOnly.FromDateTime(Noon.UtcDateTime.AddDays(2));
        Assert.Equal(198, await store.TrimAsync(Noon.AddDays(-1), today, 410, Token));
        Assert.Equal(900, (await store.QueryAsync(new(), Token)).Sum(record => record.Counts.Calls));
        // The second day still has its minutes, the first is one row for each edge.
        Assert.Equal(
            30,
            (await store.QueryAsync(new() { Since = Noon.AddDays(1).AddMinutes(10), Until = Noon.AddDays(1).AddMinutes(20) }, Token)).Sum(
            record => record.Counts.Calls));
        Assert.Equal(
            300, (await store.QueryAsync(new() { Since = Noon.AddMinutes(10), Until = Noon.AddMinutes(20) }, Token)).Sum(record =>
            record.Counts.Calls));
        // Far too many: whole days go, today stays.
        await store.TrimAsync(Noon.AddDays(-1), today, 1, Token);
        Assert.Equal(300, (await store.QueryAsync(new(), Token)).Sum(record => record.Counts.Calls));
    }

    private static EdgeBatch Batch(string writer, long number, params EdgeRecord[] records) => new(writer, number, "first", records, []);

    private static EdgeRecord Minute(string client, int minute, int calls, string account = "") =>
        new(new(client, "10.0.0.1", 49_152, "svcctl", Transport.Tcp, account),
        new(1, calls, 2, Noon.AddMinutes(minute), Noon.AddMinutes(minute).AddMilliseconds(500)));
}
