using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Tests;

[Trait("Size", "Large")]
public sealed class ObjectTests : IDisposable
{
    private static readonly Guid Toucher = IToucher.Info.Id.Uuid;
    private static readonly TimeSpan Period = DcomLimits.Default.PingPeriod;
    private readonly DcomHost _host = new();

    private static CancellationToken Token => DcomHost.Token;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Another_interface_is_found_by_its_own_IPID_over_the_context_of_the_first()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var result = await _host.RemUnknown(DcomHost.Alice).RemQueryInterfaceAsync(std.Ipid, 3, 1, [Toucher], Token);
        var found = Assert.Single(result.Results!);
        Assert.Equal((0u, 0u, 3u, std.Oid, std.Oxid), (result.Status, found.Result, found.Std.PublicRefs, found.Std.Oid, found.Std.Oxid));
        Assert.NotEqual(std.Ipid, found.Std.Ipid);
        // Both have an operation 3.
        Assert.Equal(ComStatus.False, await new FinderClient(_host.BindObjects(DcomHost.Alice), std.Ipid).TouchAsync(Token));
        Assert.Equal(42u, await new FinderClient(_host.BindObjects(DcomHost.Alice), found.Std.Ipid).TouchAsync(Token));
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => new FinderClient(_host.BindObjects(DcomHost.Alice), found.Std.Ipid)
            .FindAsync(null, null, 0, [], Token).AsTask());
        Assert.Equal(RpcStatus.OperationRange, fault.Status);
    }

    [Fact]
    public async Task RemQueryInterface_says_for_each_interface_whether_it_is_there()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var client = _host.RemUnknown(DcomHost.Alice);
        var other = Guid.NewGuid();
        Assert.Equal(ComStatus.NoInterface, (await client.RemQueryInterfaceAsync(std.Ipid, 5, 1, [other], Token)).Status);
        var some = await client.RemQueryInterfaceAsync(std.Ipid, 5, 2, [other, Toucher], Token);
        Assert.Equal(ComStatus.False, some.Status);
        Assert.Equal([ComStatus.NoInterface, 0u], some.Results!.Select(one => one.Result));
        Assert.Equal(ComStatus.InvalidObject, (await client.RemQueryInterfaceAsync(other, 5, 1, [Toucher], Token)).Status);
        var whole = await client.RemQueryInterface2Async(std.Ipid, 2, [Toucher, other], Token);
        Assert.Equal((ComStatus.False, null), (whole.Status, whole.Pointers[1]));
        Assert.Equal([0u, ComStatus.NoInterface], whole.Results);
        Assert.Equal(some.Results![1].Std.Ipid, Assert.IsType<StandardObjref>(Objref.Read(whole.Pointers[0]!.Data)).Std.Ipid);
    }

    [Fact]
    public async Task An_object_ends_with_its_last_reference_and_a_release_too_many_is_ignored()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var client = _host.RemUnknown(DcomHost.Alice);
        var toucher = (await client.RemQueryInterfaceAsync(std.Ipid, 1, 1, [Toucher], Token)).Results![0].Std.Ipid;
        var added = await client.RemAddRefAsync(2, [new(std.Ipid, 1, 2), new(Guid.NewGuid(), 1, 0)], Token);
        Assert.Equal([0u, ComStatus.ObjectNotRegistered], added.Results);
        Assert.Equal(0u, await client.RemReleaseAsync(2, [new(std.Ipid, 6, 0), new(toucher, 9, 9)], Token));
        Assert.Equal((1, 0, 1), (_host.Exporter.ObjectCount, _host.Released, _host.Exporter.InterfaceCount));
        Assert.Equal(0u, await client.RemReleaseAsync(1, [new(std.Ipid, 0, 2)], Token));
        Assert.Equal((0, 1, 0), (_host.Exporter.ObjectCount, _host.Released, _host.Exporter.InterfaceCount));
        Assert.Equal(0u, await client.RemReleaseAsync(1, [new(std.Ipid, 5, 0)], Token));
        Assert.Equal(1, _host.Released);
        await DisconnectedAsync(std.Ipid, DcomHost.Alice);
    }

    [Fact]
    public async Task Another_accounts_object_is_not_there_and_the_attempt_is_recorded()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var guard = new RecordingGuard();
        await DisconnectedAsync(std.Ipid, DcomHost.Bob, guard);
        Assert.Equal(["foreign_ipid"], guard.All(Fact.Anomaly));
        Assert.Equal([std.Ipid.ToString()], guard.All(Fact.Object));
        var bob = _host.RemUnknown(DcomHost.Bob, guard: guard);
        Assert.Equal(ComStatus.InvalidObject, (await bob.RemQueryInterfaceAsync(std.Ipid, 5, 1, [Toucher], Token)).Status);
        var added = await bob.RemAddRefAsync(1, [new(std.Ipid, 1, 0)], Token);
        Assert.Equal([ComStatus.ObjectNotRegistered], added.Results);
        Assert.Equal(0u, await bob.RemReleaseAsync(1, [new(std.Ipid, 5, 0)], Token));
        Assert.Equal(4, guard.All(Fact.Anomaly).Count(word => word == "foreign_ipid"));
        Assert.Equal(1, _host.Exporter.ObjectCount);
        await DisconnectedAsync(Guid.NewGuid(), DcomHost.Bob, guard);
        Assert.Contains("unknown_ipid", guard.All(Fact.Anomaly));
    }

    [Fact]
    public async Task A_call_without_object_reaches_nothing()
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => new FinderClient(_host.BindObjects(DcomHost.Alice)).TouchAsync(Token).AsTask());
        Assert.Equal(ComStatus.Disconnected, fault.Status);
    }

    [Fact]
    public async Task Less_than_integrity_is_a_fault_of_its_interface()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var low = DcomHost.Alice with { Level = ProtectionLevel.Packet };
        var guard = new RecordingGuard();
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => new FinderClient(_host.BindObjects(low, guard: guard), std.Ipid).TouchAsync(Token).AsTask());
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => _host.RemUnknown(low, guard: guard).RemReleaseAsync(1, [new(std.Ipid, 5, 0)], Token).AsTask());
        Assert.Equal(ComStatus.AccessDenied, fault.Status);
        Assert.Equal(["orpc_level", "orpc_level"], guard.All(Fact.Anomaly));
    }

    [Fact]
    public async Task Ten_thousand_abandoned_objects_are_gone_after_three_periods()
    {
        var group = _host.Connect();
        for (var i = 0; i < 10_000; i++) await _host.ActivateAsync(DcomHost.Alice, group);
        Assert.Equal((10_000, 0), (_host.Exporter.ObjectCount, _host.Exporter.Collect()));
        // As long as its connection lives, a client need not ping.
        _host.Time.Advance(10 * Period);
        Assert.Equal(0, _host.Exporter.Collect());
        _host.Disconnect(group);
        Assert.Equal(10_000, _host.Exporter.Collect());
        Assert.Equal((0, 0, 10_000), (_host.Exporter.ObjectCount, _host.Exporter.InterfaceCount, _host.Released));
    }

    [Fact]
    public async Task An_object_without_connection_lives_three_periods_after_its_last_call()
    {
        var group = _host.Connect();
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice, group);
        _host.Disconnect(group);
        _host.Time.Advance(3 * Period - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _host.Exporter.Collect());
        var again = _host.Connect();
        await new FinderClient(_host.BindObjects(DcomHost.Alice, again), std.Ipid).TouchAsync(Token);
        _host.Disconnect(again);
        _host.Time.Advance(3 * Period - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _host.Exporter.Collect());
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _host.Exporter.Collect());
    }

    [Fact]
    public async Task A_limit_of_objects_is_an_HRESULT_and_a_release_makes_room()
    {
        using var host = new DcomHost(DcomLimits.Default with { MaxObjectsPerAccount = 2, MaxObjects = 3 });
        var (_, first) = await host.ActivateAsync(DcomHost.Alice);
        await host.ActivateAsync(DcomHost.Alice);
        Assert.Equal(ComStatus.OutOfMemory, await FailAsync(host, DcomHost.Alice));
        await host.ActivateAsync(DcomHost.Bob);
        Assert.Equal(ComStatus.OutOfMemory, await FailAsync(host, DcomHost.Bob));
        Assert.Equal((3, 5, 2), (host.Exporter.ObjectCount, host.Made, host.Released));
        await host.RemUnknown(DcomHost.Alice).RemReleaseAsync(1, [new(first.Ipid, 5, 0)], Token);
        await host.ActivateAsync(DcomHost.Alice);
    }

    [Fact]
    public async Task Objects_of_an_account_without_rights_end()
    {
        var watch = new Watch();
        using var host = new DcomHost(watch: watch);
        await host.ActivateAsync(DcomHost.Alice);
        await host.ActivateAsync(DcomHost.Alice);
        await host.ActivateAsync(DcomHost.Bob);
        watch.Denied = "bob";
        Assert.Equal(1, host.Exporter.Collect());
        Assert.Equal("bob: 1 COM objects: gone", watch.Told);
    }

    [Fact]
    public async Task An_argument_that_is_an_own_object_is_found_and_no_other()
    {
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice);
        var pointer = new StandardObjref(Toucher, std, DualStringArray.Empty).ToPointer();
        var call = new Rpc.Interfaces.RpcCall
        {
            Interface = IFinder.Info, Opnum = 3, Caller = DcomHost.Alice, Group = _host.Connect(),
        };
        Assert.NotNull(_host.Exporter.Find(call, pointer));
        Assert.Null(_host.Exporter.Find(call, null));
        Assert.Null(_host.Exporter.Find(call, new StandardObjref(Toucher, std with { Oxid = 1 }, DualStringArray.Empty).ToPointer()));
        Assert.Null(_host.Exporter.Find(call, new CustomObjref(Toucher, Toucher, default).ToPointer()));
    }

    private static async Task<uint> FailAsync(DcomHost host, Caller caller) =>
        (await new Activation.RemoteScmActivatorClient(host.Bind(host.Scm, caller)).RemoteCreateInstanceAsync(OrpcThis.ForCall(), null,
            Activation.ActivationRequest.For(DcomHost.Clsid, [Toucher]), Token)).Status;

    private async Task DisconnectedAsync(Guid ipid, Caller caller, RecordingGuard? guard = null)
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => new FinderClient(_host.BindObjects(caller, guard: guard), ipid).TouchAsync(Token).AsTask());
        Assert.Equal(ComStatus.Disconnected, fault.Status);
    }

    private sealed class Watch : IOwnerWatch
    {
        public string? Denied { get; set; }

        public string? Told { get; private set; }

        public string? FindDenialReason(Caller owner) => owner.Account == Denied ? "gone" : null;

        public void Ended(Caller owner, string what, string why) => Told = $"{owner.Account}: {what}: {why}";
    }
}
