using Sekimori.Cim.Events;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Events;

public sealed class EventTests
{
    private const string Space = "root/cimv2";

    private static readonly CimCaller _reader = new(new Caller("r", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    private readonly SteppedClock _clock = new();
    private readonly Things _things = new();
    private readonly Things _others = new("T_Other");
    private readonly ObjectManager _manager;

    public EventTests()
    {
        _manager = Make(new CimLimits());
        (_things["old"], _things["kept"]) = (1, 1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_made_changed_and_deleted_is_told_and_what_was_there_is_not()
    {
        using var all = await Subscribe("SELECT * FROM __InstanceOperationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        using var created = await Subscribe("select * from __instancecreationevent within 2 where targetinstance isa \"t_thing\"");
        using var changed = await Subscribe("SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        using var deleted = await Subscribe("SELECT * FROM __InstanceDeletionEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        await Pass(2);
        Assert.Equal((0, 0), (all.Waiting, created.Waiting));
        _things["new"] = 1;
        _things["old"] = 2;
        _things.Remove("kept");
        await Pass(2);
        Assert.Equal(["__InstanceCreationEvent new", "__InstanceDeletionEvent kept", "__InstanceModificationEvent old"],
            (await Read(all)).Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(["__InstanceCreationEvent new"], (await Read(created)).Select(Text));
        Assert.Equal(["__InstanceDeletionEvent kept"], (await Read(deleted)).Select(Text));
        var one = Assert.Single(await Read(changed));
        Assert.Equal((2, 1), (one["TargetInstance"].AsInstance!["Size"].AsInt64, one["PreviousInstance"].AsInstance!["Size"].AsInt64));
        Assert.Equal((ulong)_clock.GetUtcNow().ToFileTime(), one["TIME_CREATED"].AsUInt64);
    }

    [Fact]
    public async Task Conditions_reach_into_the_objects_and_columns_are_named()
    {
        using var big = await Subscribe(
            "SELECT TargetInstance FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' " +
            "AND TargetInstance.Size > 5 AND PreviousInstance.Size < 3 AND TargetInstance.Name LIKE 'o%'");
        Assert.Equal(["TargetInstance"], big.Selected!.Select(p => p.Name));
        _things["old"] = 4;
        await Pass(2);
        _things["old"] = 2;
        await Pass(2);
        Assert.Equal(0, big.Waiting);
        _things["old"] = 9;
        _things["kept"] = 9;
        await Pass(2);
        Assert.Equal("__InstanceModificationEvent old", Text(Assert.Single(await Read(big))));
    }

    [Fact]
    public async Task A_class_is_polled_with_its_subclasses()
    {
        using var all = await Subscribe("SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'T_Base'");
        _others["x"] = 1;
        _things["y"] = 1;
        await Pass(1);
        Assert.Equal(["T_Other", "T_Thing"], (await Read(all)).Select(e => e["TargetInstance"].AsInstance!.Class.Name).Order());
    }

    [Fact]
    public async Task All_queries_about_one_class_at_one_interval_share_one_poll()
    {
        var many = new List<CimSubscription>();
        for (var i = 0; i < 20; i++)
            many.Add(await Subscribe($"SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' AND " +
                $"TargetInstance.Size = {i}"));
        Assert.Equal(1, _manager.Events.Work.Polls);
        var before = _things.Polls;
        _things["five"] = 5;
        await Pass(2);
        Assert.Equal(before + 1, _things.Polls);
        Assert.Equal(5, many.FindIndex(s => s.Waiting == 1));
        Assert.Equal(1, many.Sum(s => s.Waiting));
        using var slower = await Subscribe("SELECT * FROM __InstanceCreationEvent WITHIN 3 WHERE TargetInstance ISA 'T_Thing'");
        Assert.Equal(2, _manager.Events.Work.Polls);
        foreach (var one in many)
            one.Dispose();
        Assert.Equal((1, 1), (_manager.Events.Work.Polls, _manager.Events.Count));
        slower.Dispose();
        slower.Dispose();
        Assert.Equal((0, 0), (_manager.Events.Work.Polls, _manager.Events.Count));
        await Until(() => _clock.Waiting == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_share_a_poll_only_where_the_instances_do_not_depend_on_the_caller(bool depends)
    {
        _things.DependsOnCaller = depends;
        const string query = "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Base'";
        ValueTask<CimSubscription> By(string account) => _manager.Events.SubscribeAsync(
            Space, query, _reader with { Identity = _reader.Identity with { Account = account } }, Token);
        using var alice = await By("alice");
        using var again = await By("alice");
        using var bob = await By("bob");
        Assert.Equal(depends ? 2 : 1, _manager.Events.Work.Polls);
        (_things["alice's"], _things["bob's"]) = (1, 1);
        await Pass(2);
        await Until(() => bob.Waiting > 0);
        string[] expected = depends ? ["alice's"] : ["alice's", "bob's"];
        Assert.Equal(expected, (await Read(alice)).Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(expected, (await Read(again)).Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(depends ? ["bob's"] : expected, (await Read(bob)).Select(Name).Order(StringComparer.Ordinal));

        static string Name(CimInstance one) => one["TargetInstance"].AsInstance!["Name"].AsString!;
    }

    [Fact]
    public async Task What_comes_beyond_the_limit_is_dropped_and_counted()
    {
        using var all = await Subscribe("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        for (var i = 0; i < 1_500; i++)
            _things[$"n{i}"] = 1;
        await Pass(2);
        Assert.Equal((1_000, 500), (all.Waiting, all.Dropped));
        Assert.Equal(1_000, (await all.ReadAsync(5_000, TimeSpan.Zero, isWhole: false, Token)).Count);
        Assert.Equal(0, all.Waiting);
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_event_and_no_longer_than_it_said()
    {
        using var all = await Subscribe("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        var next = all.ReadAsync(1, Timeout.InfiniteTimeSpan, isWhole: false, Token).AsTask();
        Assert.False(next.IsCompleted);
        _things["a"] = 1;
        await Pass(2);
        Assert.Single(await next);
        var two = all.ReadAsync(2, TimeSpan.FromSeconds(3), isWhole: true, Token).AsTask();
        _things["b"] = 1;
        await Pass(2);
        Assert.False(two.IsCompleted);
        _clock.Advance(1);
        Assert.Empty(await two);
        Assert.Single(await all.ReadAsync(2, TimeSpan.Zero, isWhole: false, Token));
    }

    [Fact]
    public async Task Cancelling_a_read_loses_nothing_and_disposing_ends_it()
    {
        var all = await Subscribe("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        using var cancel = new CancellationTokenSource();
        var next = all.ReadAsync(1, Timeout.InfiniteTimeSpan, isWhole: false, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        _things["a"] = 1;
        await Pass(2);
        Assert.Single(await all.ReadAsync(1, Timeout.InfiniteTimeSpan, isWhole: false, Token));
        next = all.ReadAsync(1, Timeout.InfiniteTimeSpan, isWhole: false, Token).AsTask();
        all.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        Assert.Equal(0, _manager.Events.Count);
    }

    [Theory]
    [InlineData("SELECT * FROM T_Thing WITHIN 2 WHERE TargetInstance ISA 'T_Thing'", CimStatus.NotEventClass)]
    [InlineData("SELECT * FROM __NAMESPACE WITHIN 2", CimStatus.NotEventClass)]
    [InlineData("SELECT * FROM __Nothing WITHIN 2", CimStatus.InvalidClass)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'T_Thing'", CimStatus.RegistrationTooPrecise)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 0 WHERE TargetInstance ISA 'T_Thing'", CimStatus.RegistrationTooPrecise)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 0.5 WHERE TargetInstance ISA 'T_Thing'", CimStatus.RegistrationTooPrecise)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2", CimStatus.RegistrationTooBroad)]
    [InlineData("SELECT * FROM __Event WITHIN 2", CimStatus.RegistrationTooBroad)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE NOT TargetInstance ISA 'T_Thing'", CimStatus.RegistrationTooBroad)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' OR TargetInstance ISA 'T_Other'",
        CimStatus.RegistrationTooBroad)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Nothing'", CimStatus.InvalidClass)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' AND TargetInstance.X = 1",
        CimStatus.InvalidQuery)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' AND PreviousInstance.Size = 1",
        CimStatus.InvalidQuery)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN x WHERE TargetInstance ISA 'T_Thing'", CimStatus.InvalidQuery)]
    [InlineData("SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing' GROUP WITHIN 2", CimStatus.NotSupported)]
    [InlineData("ASSOCIATORS OF {T_Thing.Name='x'}", CimStatus.InvalidQuery)]
    public async Task Each_wrong_query_has_its_status(string query, CimStatus status)
    {
        var e = await Assert.ThrowsAnyAsync<CimException>(async () => await Subscribe(query));
        Assert.Equal(status, e.Status);
        Assert.Equal((0, 0), (_manager.Events.Count, _manager.Events.Work.Polls));
    }

    [Fact]
    public async Task The_numbers_are_those_of_Windows()
    {
        Assert.Equal(0x80042002, (uint)CimStatus.RegistrationTooPrecise);
        Assert.Equal(0x80041059, (uint)CimStatus.NotEventClass);
        // Without a role there are no events.
        var nobody = new CimCaller(Caller.Anonymous, null);
        var e = await Assert.ThrowsAsync<CimException>(async () => await _manager.Events.SubscribeAsync(
            Space, "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'", nobody, Token));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
    }

    [Fact]
    public async Task The_guard_is_asked_at_the_subscription_and_at_every_delivery()
    {
        var guard = new SwitchedGuard();
        var caller = _reader with { Guard = guard };
        const string query = "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Base'";
        guard.Denied = "T_Other";
        Assert.Equal(CimStatus.AccessDenied,
            (await Assert.ThrowsAsync<CimException>(async () => await _manager.Events.SubscribeAsync(Space, query, caller, Token))).Status);
        guard.Denied = "";
        using var all = await _manager.Events.SubscribeAsync(Space, query, caller, Token);
        Assert.Superset(new HashSet<string> { "__InstanceCreationEvent", "T_Base", "T_Thing", "T_Other" }, guard.Asked.ToHashSet());
        guard.Asked.Clear();
        _things["a"] = 1;
        await Pass(2);
        Assert.Single(await Read(all));
        Assert.Equal(["__InstanceCreationEvent", "T_Thing"], guard.Asked);
        _others["b"] = 1;
        await Pass(2);
        // The right is taken away while an event waits.
        guard.Denied = "T_Other";
        Assert.Equal(CimStatus.AccessDenied, (await Assert.ThrowsAsync<CimException>(async () => await Read(all))).Status);
        Assert.Equal((0, 0), (_manager.Events.Count, _manager.Events.Work.Polls));
    }

    [Fact]
    public async Task A_source_that_is_away_tells_nothing_and_one_that_fails_ends_the_query()
    {
        using var all = await Subscribe("SELECT * FROM __InstanceOperationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'");
        _things.Failure = new CimException(CimStatus.NotAvailable, "away");
        await Pass(2);
        Assert.Equal(0, all.Waiting);
        _things.Failure = null;
        _things["new"] = 1;
        await Pass(2);
        Assert.Equal("__InstanceCreationEvent new", Text(Assert.Single(await Read(all))));
        _things.Failure = new CimException(CimStatus.Failed, "broken");
        _clock.Advance(2);
        await Until(() => _manager.Events.Count == 0);
        Assert.Equal(CimStatus.Failed, (await Assert.ThrowsAsync<CimException>(async () => await Read(all))).Status);
    }

    [Fact]
    public async Task Queries_have_limits_for_an_account_and_for_all()
    {
        var manager = Make(new CimLimits { MaxSubscriptionsPerAccount = 2, MaxSubscriptions = 3, MaxPolledInstances = 3 });
        const string query = "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T_Thing'";
        ValueTask<CimSubscription> By(string account) => manager.Events.SubscribeAsync(
            Space, query, _reader with { Identity = _reader.Identity with { Account = account } }, Token);
        using var one = await By("a");
        using var two = await By("A");
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () => await By("a"))).Status);
        var three = await By("b");
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () => await By("c"))).Status);
        three.Dispose();
        (await By("c")).Dispose();
        (_things["x"], _things["y"], _things["z"]) = (1, 1, 1);
        Assert.Equal(CimStatus.QuotaViolation, (await Assert.ThrowsAsync<CimException>(async () => await By("d"))).Status);
    }

    private ObjectManager Make(CimLimits limits) => new ObjectManagerBuilder { Time = _clock, Limits = limits }
        .Add(Space, _things).Add(Space, _others).AddSystem().Build();

    private ValueTask<CimSubscription> Subscribe(string query) => _manager.Events.SubscribeAsync(Space, query, _reader, Token);

    private static ValueTask<IReadOnlyList<CimInstance>> Read(CimSubscription all) =>
        all.ReadAsync(100, TimeSpan.Zero, isWhole: false, Token);

    private static string Text(CimInstance one) => $"{one.Class.Name} {one["TargetInstance"].AsInstance!["Name"]}";

    // Until every poll that was due has ended and waits again.
    private async Task Pass(double seconds)
    {
        var polls = _manager.Events.Work;
        await Until(() => _clock.Waiting >= polls.Polls);
        _clock.Advance(seconds);
        await Until(() => _manager.Events.Work.Snapshots >= polls.Snapshots + polls.Polls || _things.Failure is not null);
        await Until(() => _clock.Waiting >= _manager.Events.Work.Polls);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 5_000 && !holds(); i++)
            await Task.Delay(2, Token);
        Assert.True(holds());
    }
}
