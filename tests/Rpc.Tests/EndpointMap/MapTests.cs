using System.Net;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.EndpointMap.Tests;

public class MapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("172.18.39.6", "172.18.39.6")]
    [InlineData("::ffff:172.18.39.6", "172.18.39.6")]
    [InlineData("::1", "127.0.0.1")]
    public async Task A_tower_names_the_address_that_the_client_reached_us_on(string local, string expected)
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(1))) { Local = new(IPAddress.Parse(local), 135) };
        Assert.Equal($"ncacn_ip_tcp:{expected}[50000]", Assert.Single(await Map(channel, Maps.Tcp(Maps.Samr, 135).ToTower())));
    }

    [Fact]
    public async Task Clients_on_two_addresses_get_each_their_own()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(1)));
        foreach (var local in (string[])["10.0.0.1", "10.0.0.2", "10.0.0.1"])
        {
            channel.Local = new(IPAddress.Parse(local), 135);
            Assert.Equal($"ncacn_ip_tcp:{local}[50000]", Assert.Single(await Map(channel, Maps.Tcp(Maps.Samr, 135).ToTower())));
        }
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(1, 3, true)]
    [InlineData(1, 4, false)]
    [InlineData(2, 0, false)]
    public async Task A_lower_minor_version_is_served_another_major_is_not(ushort major, ushort minor, bool isFound)
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(Maps.Own(Maps.Samr with { Minor = 3 }, 50000))));
        Assert.Equal(isFound ? 1 : 0, (await Map(channel, Maps.Tcp(new(Maps.Samr.Uuid, major, minor), 135).ToTower())).Length);
    }

    [Fact]
    public async Task Another_protocol_sequence_or_transfer_syntax_finds_nothing()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(1)));
        foreach (var sequence in ProtocolSequence.All.Where(sequence => sequence != ProtocolSequence.Tcp))
            Assert.Empty(await Map(channel, new TowerBinding(Maps.Samr, SyntaxId.Ndr20, sequence, "", "").ToTower()));
        Assert.Empty(await Map(channel, (Maps.Tcp(Maps.Samr, 135) with { TransferSyntax = SyntaxId.Ndr64 }).ToTower()));
    }

    [Fact]
    public async Task An_endpoint_of_the_object_comes_before_one_of_every_object_and_others_are_left_out()
    {
        var one = Guid.NewGuid();
        var map = Maps.Of(Maps.Own(Maps.Samr, 1), new EndpointEntry(one, Maps.Tcp(Maps.Samr, 2), "", isOwn: true),
            new EndpointEntry(Guid.NewGuid(), Maps.Tcp(Maps.Samr, 3), "", isOwn: true));
        var found = await Map(new LoopbackChannel(new EndpointMapperService(map)), Maps.Tcp(Maps.Samr, 135).ToTower(), one);
        Assert.Equal(["ncacn_ip_tcp:172.18.39.6[2]", "ncacn_ip_tcp:172.18.39.6[1]"], found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0500")]
    [InlineData("050013000d")]
    [InlineData("ffff")]
    [InlineData("03000100090000010009000001000900")]
    public async Task What_is_no_tower_finds_nothing(string octets)
    {
        var answer = await new EndpointMapperClient(new LoopbackChannel(new EndpointMapperService(Maps.Of(1))))
            .EptMapAsync(null, new Tower(Convert.FromHexString(octets)), ContextHandle.Null, 4, Token);
        Assert.Equal(EptStatus.NotRegistered, answer.Status);
    }

    [Fact]
    public async Task A_tower_above_the_range_is_bad_stub_data()
    {
        var client = new EndpointMapperClient(new LoopbackChannel(new EndpointMapperService(Maps.Of(1))));
        var fault = await Assert.ThrowsAsync<RpcFaultException>(async () =>
            await client.EptMapAsync(null, new Tower(new byte[2001]), ContextHandle.Null, 4, Token));
        Assert.Equal(RpcStatus.BadStubData, fault.Status);
    }

    [Fact]
    public async Task Bytes_behind_the_arguments_are_ignored()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(1)));
        await Map(channel, Maps.Tcp(Maps.Samr, 135).ToTower());
        Assert.Equal(channel.Reply, await channel.InvokeAsync(3, (byte[])[.. channel.Request, .. new byte[1000]], default));
    }

    [Fact]
    public async Task An_operation_that_is_not_declared_is_out_of_range()
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() =>
            new LoopbackChannel(new EndpointMapperService(Maps.Of(1))).InvokeAsync(7, ""));
        Assert.Equal(0x1c010002u, fault.Status);
    }

    private static async Task<string[]> Map(LoopbackChannel channel, Tower tower, Guid? @object = null)
    {
        var answer = await new EndpointMapperClient(channel).EptMapAsync(@object, tower, ContextHandle.Null, 10, Token);
        Assert.Equal(answer.Towers.Length == 0 ? EptStatus.NotRegistered : EptStatus.Ok, answer.Status);
        return [.. answer.Towers.Select(found => TowerBinding.TryRead(found!, out var binding) ? binding.ToString() : "unreadable")];
    }
}
