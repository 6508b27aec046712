using System.Collections.Concurrent;
using Sekimori.Storage.Findings;

namespace Sekimori.Tests.Findings;

/// <summary>What every store of findings and queue of jobs does: run against SQLite, and PostgreSQL where it is installed.</summary>
public abstract class FindingStoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromMilliseconds(300);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test once more.</summary>
    private protected abstract Task<FindingTables> OpenAsync();

    [Fact]
    public async Task Results_outlive_the_process_in_the_order_of_names_and_the_first_of_a_host_counts()
    {
        var run = Run(450);
        await using (var store = await OpenAsync())
        {
            await store.AddRunAsync(run, Token);
            await store.AddRunAsync(run, Token);
            await store.AddHostsAsync(run.Id, [.. Enumerable.Range(0, 450).Select(at => Host($"h{at}", at / 256))], Token);
            await store.AddHostsAsync(run.Id, [Host("h7", 0) with { Failed = "later" }, Host("H7", 1), Host("ホスト", 1)], Token);
        }

        await using var again = await OpenAsync();
        var read = new List<StoredHost>();
        await foreach (var host in again.ReadAsync(run.Id, Token)) read.Add(host);
        Assert.Equal(452, read.Count);
        Assert.Equal(read.Select(host => host.Host).Order(StringComparer.Ordinal), read.Select(host => host.Host));
        Assert.Equal("W01", read.Single(host => host.Host == "h7").Failed);
        Assert.All(read, host => Assert.Equal(System.Text.Encoding.UTF8.GetBytes(host.Host + new string('x', 5000)), host.Document));
        Assert.Equal(452, await again.CountHostsAsync(run.Id, Token));
        Assert.Equal(256, (await again.HostsOfAsync(run.Id, 0, Token)).Count);
        Assert.Equal(run, Assert.Single(await again.RunsAsync(Token)));
    }

    [Fact]
    public async Task A_block_belongs_to_one_worker()
    {
        await using var store = await OpenAsync();
        await using var other = await OpenAsync();
        var run = await AddAsync(store, 40);
        var claimed = new ConcurrentBag<Job>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var mine = worker % 2 == 0 ? store : other;
            while (await mine.ClaimAsync(new($"w{worker}", "inside", 3, Long), Token) is { Count: > 0 } jobs)
            {
                Assert.InRange(jobs.Count, 1, 3);
                foreach (var job in jobs) claimed.Add(job);
            }
        })));
        Assert.Equal(Enumerable.Range(0, 40), claimed.Select(job => job.Block).Order());
        Assert.All(claimed, job => Assert.Equal([$"h{job.Block}a", $"h{job.Block}b"], job.Targets));
        Assert.All(claimed, job => Assert.Equal(1, job.Attempt));
        Assert.Equal(new(0, 40, 0, 0), await store.CountAsync(run.Id, Token));
        foreach (var job in claimed) Assert.True(await other.FinishAsync(job, Token));
        Assert.Equal(new(0, 0, 40, 0), await store.CountAsync(run.Id, Token));
        Assert.NotNull(Assert.Single(await store.RunsAsync(Token)).Finished);
    }

    [Fact]
    public async Task An_ended_lease_is_free_and_its_old_worker_is_told()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var lost = Assert.Single(await store.ClaimAsync(new("dead", "inside", 1, Short), Token));
        Assert.Empty(await store.ClaimAsync(new("next", "inside", 1, Long), Token));
        var taken = await WaitForAsync(store, "next");
        Assert.Equal((lost.Block, 2), (taken.Block, taken.Attempt));
        Assert.False(await store.RenewAsync(lost, Long, Token));
        Assert.False(await store.FinishAsync(lost, Token));
        Assert.True(await store.RenewAsync(taken, Long, Token));
        Assert.True(await store.FinishAsync(taken, Token));
        // The answer to a commit can be lost: the same again is no failure.
        Assert.True(await store.FinishAsync(taken, Token));
        Assert.False(await store.RenewAsync(taken, Long, Token));
    }

    [Fact]
    public async Task A_renewed_lease_does_not_end()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var mine = Assert.Single(await store.ClaimAsync(new("mine", "inside", 1, Short), Token));
        Assert.True(await store.RenewAsync(mine, Long, Token));
        await Task.Delay(Short * 2, Token);
        Assert.Empty(await store.ClaimAsync(new("next", "inside", 1, Long), Token));
    }

    [Fact]
    public async Task After_three_attempts_a_block_has_failed_until_the_run_is_taken_up_again()
    {
        await using var store = await OpenAsync();
        var run = await AddAsync(store, 2);
        for (var attempt = 0; attempt < FindingTables.MaxAttempts; attempt++)
            foreach (var job in await store.ClaimAsync(new("w", "inside", 2, Short), Token))
                if (job.Block == 0) await store.FailAsync(job, "no disk", TimeSpan.Zero, Token);
                else await Task.Delay(Short * 1.5, Token);
        Assert.Empty(await store.ClaimAsync(new("w", "inside", 2, Short), Token));
        Assert.Equal(new(0, 0, 0, 2), await store.CountAsync(run.Id, Token));
        await store.ReopenAsync(run.Id, _ => false, Token);
        Assert.Equal(new(2, 0, 0, 0), await store.CountAsync(run.Id, Token));
        Assert.Null(Assert.Single(await store.RunsAsync(Token)).Finished);
        Assert.All(await store.ClaimAsync(new("w", "inside", 2, Long), Token), job => Assert.Equal(1, job.Attempt));
    }

    [Fact]
    public async Task A_block_that_is_given_back_waits_for_its_pause()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var job = Assert.Single(await store.ClaimAsync(new("w", "inside", 1, Long), Token));
        await store.FailAsync(job, "later", Short, Token);
        Assert.Empty(await store.ClaimAsync(new("w", "inside", 1, Long), Token));
        Assert.Equal(2, (await WaitForAsync(store, "w")).Attempt);
    }

    [Fact]
    public async Task A_worker_that_stops_gives_its_block_back_without_an_attempt()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        for (var stops = 0; stops < FindingTables.MaxAttempts + 1; stops++)
        {
            var job = Assert.Single(await store.ClaimAsync(new("w", "inside", 1, Long), Token));
            Assert.Equal(1, job.Attempt);
            await store.ReleaseAsync(job, Token);
        }
    }

    [Fact]
    public async Task Blocks_of_a_worker_that_is_gone_are_free_at_once_when_the_run_is_taken_up_again()
    {
        await using var store = await OpenAsync();
        var run = await AddAsync(store, 2);
        await store.ClaimAsync(new("gone", "inside", 1, Long), Token);
        await store.ClaimAsync(new("here", "inside", 1, Long), Token);
        await store.ReopenAsync(run.Id, worker => worker == "gone", Token);
        Assert.Equal(new(1, 1, 0, 0), await store.CountAsync(run.Id, Token));
    }

    [Fact]
    public async Task A_worker_takes_what_is_for_its_vantage_and_its_run()
    {
        await using var store = await OpenAsync();
        var inside = await AddAsync(store, 1);
        var outside = await AddAsync(store, 1, "outside");
        Assert.Equal(outside.Id, Assert.Single(await store.ClaimAsync(new("w", "outside", 9, Long), Token)).Run);
        Assert.Empty(await store.ClaimAsync(new("w", "inside", 9, Long) { Run = outside.Id }, Token));
        Assert.Equal(inside.Id, Assert.Single(await store.ClaimAsync(new("w", "inside", 9, Long) { Run = inside.Id }, Token)).Run);
    }

    [Fact]
    public async Task Blocks_are_added_once_and_a_run_without_blocks_is_over()
    {
        await using var store = await OpenAsync();
        var run = await AddAsync(store, 300);
        await store.AddBlocksAsync(run, [["again"]], Token);
        Assert.Equal(new(300, 0, 0, 0), await store.CountAsync(run.Id, Token));
        var empty = await AddAsync(store, 0);
        Assert.True((await store.CountAsync(empty.Id, Token)).IsOver);
        Assert.NotNull((await store.RunsAsync(Token)).Single(one => one.Id == empty.Id).Finished);
    }

    [Fact]
    public async Task Old_runs_go_and_open_ones_stay()
    {
        await using var store = await OpenAsync();
        var open = await AddAsync(store, 1);
        for (var at = 0; at < 3; at++)
        {
            var run = await AddAsync(store, 0);
            await store.AddHostsAsync(run.Id, [Host("h", -1)], Token);
        }

        Assert.Equal(2, await store.TrimAsync(1, Token));
        var left = await store.RunsAsync(Token);
        Assert.Equal(2, left.Count);
        Assert.Contains(left, run => run.Id == open.Id);
        Assert.Equal(1, await store.CountHostsAsync(left.Single(run => run.Id != open.Id).Id, Token));
    }

    [Fact]
    public async Task Waivers_are_kept_with_their_numbers()
    {
        await using var store = await OpenAsync();
        var waiver = new StoredWaiver(0, "W01", "lab-*", "", "test network", "kei", "2027-03-31");
        await store.AddWaiverAsync(waiver, Token);
        await store.AddWaiverAsync(waiver, Token);
        await store.AddWaiverAsync(waiver with { Check = "T01", Subject = "5986" }, Token);
        var kept = await store.WaiversAsync(Token);
        Assert.Equal([waiver with { Number = kept[0].Number }, waiver with { Number = kept[1].Number, Check = "T01", Subject = "5986" }],
            kept);
        Assert.True(await store.RemoveWaiverAsync(kept[0].Number, Token));
        Assert.False(await store.RemoveWaiverAsync(kept[0].Number, Token));
        Assert.Equal(kept[1], Assert.Single(await store.WaiversAsync(Token)));
    }

    private protected static StoredHost Host(string name, int block) =>
        new(name, block, true, "W01", System.Text.Encoding.UTF8.GetBytes(name + new string('x', 5000)));

    private protected static StoredRun Run(int hosts, string vantage = "inside") =>
        new(Guid.NewGuid(), DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), vantage, "{}", "",
            hosts);

    private protected static async Task<StoredRun> AddAsync(FindingTables store, int blocks, string vantage = "inside")
    {
        var run = Run(blocks * 2, vantage);
        await store.AddRunAsync(run, Token);
        await store.AddBlocksAsync(run, [.. Enumerable.Range(0, blocks).Select(at => (string[])[$"h{at}a", $"h{at}b"])], Token);
        return run;
    }

    private static async Task<Job> WaitForAsync(FindingTables store, string worker)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await store.ClaimAsync(new(worker, "inside", 1, Long), Token) is [var job]) return job;
            await Task.Delay(50, Token);
        }

        throw new TimeoutException("the block did not become free");
    }
}
