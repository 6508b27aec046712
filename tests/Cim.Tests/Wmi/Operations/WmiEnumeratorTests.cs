using Sekimori.Cim.Model;
using Sekimori.Cim.Tests;

namespace Sekimori.Wmi.Tests.Operations;

[Trait("Size", "Large")]
public class WmiEnumeratorTests
{
    private const int Immediately = 0x10, Forwards = 0x20;

    [Theory]
    [InlineData(0)]
    [InlineData(Immediately)]
    [InlineData(Immediately | Forwards)]
    public async Task Next_gives_what_was_asked_for_then_the_rest_with_1_then_1_without(int flags)
    {
        var test = new TestSpace(_ => TestSpace.Many(7));
        var rows = await test.Query("SELECT * FROM Test_Greeting", flags);
        var (found, status) = await TestSpace.Next(rows, 5);
        Assert.Equal((5, 0u), (found.Count, status));
        Assert.Equal("n00004", found[4].Instance!["Name"].AsString);
        (found, status) = await TestSpace.Next(rows, 5);
        Assert.Equal((2, 1u), (found.Count, status));
        (found, status) = await TestSpace.Next(rows, 5);
        Assert.Equal((0, 1u), (found.Count, status));
    }

    [Fact]
    public async Task Next_of_none_is_no_request()
    {
        var rows = await new TestSpace().Query("SELECT * FROM Test_Greeting");
        Assert.Equal(WbemStatus.InvalidParameter, (await TestSpace.Next(rows, 0)).Status);
    }

    [Fact]
    public async Task An_enumerator_goes_back_is_cloned_at_its_place_and_skips()
    {
        var test = new TestSpace(_ => TestSpace.Many(10));
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately);
        Assert.Equal(0u, rows.Reset());
        await TestSpace.Next(rows, 3);
        var clone = rows.Clone()!;
        Assert.Equal(0u, await rows.SkipAsync(-1, 2, TestSpace.Token));
        Assert.Equal("n00005", (await TestSpace.Next(rows, 1)).Rows[0].Instance!["Name"].AsString);
        Assert.Equal("n00003", (await TestSpace.Next(clone, 1)).Rows[0].Instance!["Name"].AsString);
        Assert.Equal(1u, await clone.SkipAsync(-1, 100, TestSpace.Token));
        Assert.Equal(0u, clone.Reset());
        Assert.Equal("n00000", (await TestSpace.Next(clone, 1)).Rows[0].Instance!["Name"].AsString);
        rows.Release();
        Assert.Equal("n00001", (await TestSpace.Next(clone, 1)).Rows[0].Instance!["Name"].AsString);
        clone.Release();
        Assert.Equal((0, 0L), (test.Service.Budget.Operations, test.Service.Budget.HeldBytes));
    }

    [Fact]
    public async Task One_that_goes_forwards_does_not_go_back_and_holds_nothing_that_was_sent()
    {
        var test = new TestSpace(_ => TestSpace.Many(5_000));
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards);
        Assert.Equal(WbemStatus.InvalidOperation, rows.Reset());
        Assert.Null(rows.Clone());
        var count = 0;
        for (var status = 0u; status == 0;)
        {
            (var found, status) = await TestSpace.Next(rows, 100);
            count += found.Count;
            Assert.InRange(test.Service.Budget.HeldBytes, 0, 400 * 500);
        }
        Assert.Equal(5_000, count);
        rows.Release();
        Assert.Equal((0, 0L), (test.Service.Budget.Operations, test.Service.Budget.HeldBytes));
    }

    // wmic takes "timed out" for the end, Titanis throws away the rows that come with it.
    [Fact]
    public async Task With_an_end_to_waiting_there_is_all_or_nothing_and_nothing_is_lost()
    {
        using var gate = new SemaphoreSlim(0);
        var test = new TestSpace(request => Slow(gate, request.CancellationToken));
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards);
        foreach (var timeout in new[] { 0, 50 })
        {
            var (none, timedOut) = await TestSpace.Next(rows, 2, timeout);
            Assert.Equal((0, WbemStatus.TimedOut), (none.Count, timedOut));
        }
        gate.Release(1);
        var (found, status) = await TestSpace.Next(rows, 1);
        Assert.Equal(("n0", 0u), (found[0].Instance!["Name"].AsString, status));
        gate.Release(2);
        (found, status) = await TestSpace.Next(rows, 3);
        Assert.Equal((2, 1u), (found.Count, status));
        rows.Release();
    }

    [Fact]
    public async Task A_call_that_goes_away_while_it_waits_loses_no_row_and_releasing_ends_the_query()
    {
        using var gate = new SemaphoreSlim(0);
        var ended = new TaskCompletionSource();
        var test = new TestSpace(request =>
        {
            request.CancellationToken.Register(() => ended.TrySetResult());
            return Slow(gate, request.CancellationToken);
        });
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately);
        using (var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
            Assert.Equal(WbemStatus.CallCancelled, await rows.NextAsync(-1, 1, found => found.Length, leaving.Token));
        gate.Release(1);
        Assert.Equal("n0", (await TestSpace.Next(rows, 1)).Rows[0].Instance!["Name"].AsString);
        rows.Release();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestSpace.Token);
        Assert.Equal((0, 0L), (test.Service.Budget.Operations, test.Service.Budget.HeldBytes));
    }

    [Fact]
    public async Task Polling_of_a_query_that_gives_nothing_leaves_nothing_behind()
    {
        using var gate = new SemaphoreSlim(0);
        var test = new TestSpace(request => Slow(gate, request.CancellationToken));
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards);
        for (var i = 0; i < 1_000; i++)
        {
            using var leaving = new CancellationTokenSource();
            var call = rows.NextAsync(-1, 1, found => found.Length, leaving.Token).AsTask();
            Assert.Equal(1, rows.Waiting);
            await leaving.CancelAsync();
            Assert.Equal(WbemStatus.CallCancelled, await call);
        }
        for (var i = 0; i < 20; i++)
            Assert.Equal(WbemStatus.TimedOut, (await TestSpace.Next(rows, 1, 1)).Status);
        Assert.Equal(0, rows.Waiting);
        rows.Release();
    }

    [Fact]
    public async Task Ten_thousand_waiting_calls_hold_no_thread()
    {
        using var gate = new SemaphoreSlim(0);
        var test = new TestSpace(request => Slow(gate, request.CancellationToken), new WmiLimits { MaxOperationsPerAccount = 20_000 });
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately);
        var before = ThreadPool.ThreadCount;
        using var leaving = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 10_000).Select(_ => rows.Clone()!)
            .Select(one => (one, one.NextAsync(-1, 1, found => found.Length, leaving.Token).AsTask())).ToList();
        Assert.All(calls, call => Assert.False(call.Item2.IsCompleted));
        Assert.InRange(ThreadPool.ThreadCount, 0, before + 16);
        await leaving.CancelAsync();
        foreach (var (one, call) in calls)
        {
            Assert.Equal(WbemStatus.CallCancelled, await call);
            one.Release();
        }
        rows.Release();
        Assert.Equal(0, test.Service.Budget.Operations);
    }

    [Fact]
    public async Task Without_immediate_return_a_failure_is_the_querys_else_the_enumerators()
    {
        var test = new TestSpace(_ => Failing());
        Assert.Equal((uint)CimStatus.NotAvailable, await TestSpace.Failure(async () => await test.Query("SELECT * FROM Test_Greeting")));
        var rows = await test.Query("SELECT * FROM Test_Greeting", Immediately);
        var (found, status) = await TestSpace.Next(rows, 5);
        Assert.Equal((1, 0u), (found.Count, status));
        Assert.Equal((uint)CimStatus.NotAvailable, (await TestSpace.Next(rows, 5)).Status);
        rows.Release();
        Assert.Equal((0, 0L), (test.Service.Budget.Operations, test.Service.Budget.HeldBytes));
    }

    [Fact]
    public async Task Enumerators_and_rows_of_one_account_have_a_bound()
    {
        var limits = new WmiLimits { MaxOperationsPerAccount = 2, MaxHeldBytesPerAccount = 300_000 };
        var test = new TestSpace(_ => TestSpace.Many(2_000), limits);
        Assert.Equal(WbemStatus.QuotaViolation, await TestSpace.Failure(async () => await test.Query("SELECT * FROM Test_Greeting")));
        Assert.Equal((0, 0L), (test.Service.Budget.Operations, test.Service.Budget.HeldBytes));
        var one = await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards);
        var two = await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards);
        Assert.Equal(WbemStatus.QuotaViolation, await TestSpace.Failure(
            async () => await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards)));
        one.Release();
        one.Release();
        (await test.Query("SELECT * FROM Test_Greeting", Immediately | Forwards)).Release();
        two.Release();
        Assert.Equal(0, test.Service.Budget.Operations);
    }

    private static IEnumerable<Greeting> Slow(SemaphoreSlim gate, CancellationToken token)
    {
        for (var i = 0; i < 3; i++)
        {
            gate.Wait(token);
            yield return new Greeting { Name = $"n{i}" };
        }
    }

    private static IEnumerable<Greeting> Failing()
    {
        yield return new Greeting { Name = "first" };
        throw new CimException(CimStatus.NotAvailable, "gone");
    }
}
