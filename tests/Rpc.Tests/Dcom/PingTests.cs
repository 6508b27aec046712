using System.Net;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Tests;

public sealed class PingTests : IDisposable
{
    private const uint OutOfResources = 1721;
    private static readonly TimeSpan Period = DcomLimits.Default.PingPeriod;
    private readonly DcomHost _host = new();

    private static CancellationToken Token => DcomHost.Token;

    private ObjectExporterClient Anonymous => Client(_host, Caller.Anonymous);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task ServerAlive_and_ServerAlive2_need_no_logon_and_have_no_ports()
    {
        Assert.Equal(0u, await Anonymous.ServerAliveAsync(Token));
        var reply = await Anonymous.ServerAlive2Async(Token);
        Assert.Equal((ComVersion.Own, 0u, 0u), (reply.Version, reply.Reserved, reply.Status));
        Assert.Equal(["192.0.2.7", "host.example", "host"], reply.Bindings!.Read().Strings.Select(one => one.Address));
    }

    [Fact]
    public async Task An_exporter_is_resolved_by_its_OXID_alone()
    {
        var reply = await Anonymous.ResolveOxid2Async(_host.Exporter.Oxid, 1, [7], Token);
        Assert.Equal(
            (0u, 5u, ComVersion.Own, _host.Exporter.RemUnknownIpid),
            (reply.Status, reply.AuthnHint, reply.Version, reply.RemUnknown));
        Assert.Equal("49152", reply.Bindings!.Read().Strings[0].Endpoint);
        Assert.Equal(0u, (await Anonymous.ResolveOxidAsync(_host.Exporter.Oxid, 1, [7], Token)).Status);
        var unknown = await Anonymous.ResolveOxid2Async(1, 1, [7], Token);
        Assert.Equal((ComStatus.InvalidOxid, null), (unknown.Status, unknown.Bindings));
        Assert.Equal(ComStatus.InvalidOxid, (await Anonymous.ResolveOxidAsync(1, 0, [], Token)).Status);
    }

    [Fact]
    public async Task A_set_that_is_pinged_keeps_its_objects_and_one_that_is_not_lets_them_go()
    {
        var std = await AbandonAsync();
        var set = await Anonymous.ComplexPingAsync(0, 1, 1, 0, [std.Oid], null, Token);
        Assert.Equal((0u, true), (set.Status, set.SetId != 0));
        for (var i = 0; i < 10; i++)
        {
            _host.Time.Advance(3 * Period - TimeSpan.FromSeconds(1));
            Assert.Equal(0u, await Anonymous.SimplePingAsync(set.SetId, Token));
            Assert.Equal(0, _host.Exporter.Collect());
        }

        _host.Time.Advance(3 * Period);
        Assert.Equal((1, 0), (_host.Exporter.Collect(), _host.Exporter.PingSetCount));
        Assert.Equal(ComStatus.InvalidSet, await Anonymous.SimplePingAsync(set.SetId, Token));
    }

    [Fact]
    public async Task What_is_removed_from_its_set_was_pinged_and_goes_after_one_period()
    {
        var std = await AbandonAsync();
        var set = await Anonymous.ComplexPingAsync(0, 1, 1, 0, [std.Oid], null, Token);
        _host.Time.Advance(Period);
        Assert.Equal(0u, (await Anonymous.ComplexPingAsync(set.SetId, 2, 0, 1, null, [std.Oid], Token)).Status);
        Assert.Equal((1, 1), (_host.Exporter.Collect(), _host.Exporter.PingSetCount));
    }

    [Fact]
    public async Task Unknown_sets_and_objects_are_errors_and_an_older_change_is_ignored()
    {
        var std = await AbandonAsync();
        Assert.Equal(ComStatus.InvalidSet, (await Anonymous.ComplexPingAsync(99, 1, 0, 0, null, null, Token)).Status);
        var set = await Anonymous.ComplexPingAsync(0, 5, 1, 0, [12345], null, Token);
        Assert.Equal(0u, set.Status);
        Assert.Equal(ComStatus.InvalidOid, (await Anonymous.ComplexPingAsync(set.SetId, 6, 2, 0, [12345, std.Oid], null, Token)).Status);
        // Late: it would remove what is kept.
        Assert.Equal(0u, (await Anonymous.ComplexPingAsync(set.SetId, 5, 0, 1, null, [std.Oid], Token)).Status);
        _host.Time.Advance(2 * Period);
        Assert.Equal(0, _host.Exporter.Collect());
        // The same number again is the same change.
        Assert.Equal(set.SetId, (await Anonymous.ComplexPingAsync(set.SetId, 6, 0, 0, null, null, Token)).SetId);
    }

    [Fact]
    public async Task Sets_are_limited_by_caller_and_those_without_logon_leave_room_for_the_others()
    {
        using var host = new DcomHost(DcomLimits.Default with
        {
            MaxPingSetsPerCaller = 2,
            MaxPingSetsPerPeer = 2,
            MaxAnonymousPingSets = 3,
            MaxPingSets = 3,
        });
        var addresses = Enumerable.Range(1, 3).Select(i => Caller.Anonymous with { Remote = new(new IPAddress([192, 0, 2, (byte)i]), 1) })
            .ToArray();
        uint[] statuses = await Task.WhenAll(new[] { 0, 0, 0, 1, 1, 2 }.Select(i => NewAsync(host, addresses[i])));
        Assert.Equal([0u, 0, OutOfResources, 0, OutOfResources, OutOfResources], statuses);
        statuses = await Task.WhenAll(new[] { DcomHost.Alice, DcomHost.Alice, DcomHost.Alice, DcomHost.Bob, DcomHost.Bob }
            .Select(caller => NewAsync(host, caller)));
        Assert.Equal([0u, 0, OutOfResources, 0, OutOfResources], statuses);
        host.Time.Advance(3 * Period);
        host.Exporter.Collect();
        Assert.Equal((0, 0u), (host.Exporter.PingSetCount, await NewAsync(host, DcomHost.Alice)));
    }

    [Fact]
    public async Task A_network_of_IPv6_is_one_peer_with_a_small_share_of_what_there_is_without_logon()
    {
        Assert.InRange(DcomLimits.Default.MaxAnonymousPingSets / DcomLimits.Default.MaxPingSetsPerPeer, 100, int.MaxValue);
        for (var i = 0; i < DcomLimits.Default.MaxPingSetsPerPeer; i++)
            Assert.Equal(0u, await NewAsync(_host, Caller.Anonymous with { Remote = new(IPAddress.Parse($"2001:db8::{i + 1:x}"), 1) }));
        Assert.Equal(OutOfResources, await NewAsync(_host, Caller.Anonymous with { Remote = new(IPAddress.Parse("2001:db8::ffff"), 1) }));
        Assert.Equal(0u, await NewAsync(_host, Caller.Anonymous with { Remote = new(IPAddress.Parse("2001:db8:0:1::1"), 1) }));
    }

    [Fact]
    public async Task Members_of_sets_are_limited()
    {
        using var host = new DcomHost(DcomLimits.Default with { MaxPingedPerCaller = 3 });
        var oids = new[] { await NewObjectAsync(host), await NewObjectAsync(host) };
        Assert.Equal(0u, (await Client(host, DcomHost.Alice).ComplexPingAsync(0, 1, 2, 0, oids, null, Token)).Status);
        Assert.Equal(OutOfResources, (await Client(host, DcomHost.Alice).ComplexPingAsync(0, 1, 2, 0, oids, null, Token)).Status);
        Assert.Equal(0u, (await Client(host, DcomHost.Bob).ComplexPingAsync(0, 1, 2, 0, oids, null, Token)).Status);
    }

    private static ObjectExporterClient Client(DcomHost host, Caller caller) => new(host.Bind(host.Resolver, caller));

    private static async Task<uint> NewAsync(DcomHost host, Caller caller) =>
        (await Client(host, caller).ComplexPingAsync(0, 1, 0, 0, null, null, Token)).Status;

    private static async Task<ulong> NewObjectAsync(DcomHost host) => (await host.ActivateAsync(DcomHost.Alice)).Std.Oid;

    private async Task<StdObjref> AbandonAsync()
    {
        var group = _host.Connect();
        var (_, std) = await _host.ActivateAsync(DcomHost.Alice, group);
        _host.Disconnect(group);
        return std;
    }
}
