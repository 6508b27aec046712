using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.EndpointMap.Tests;

public class ChangeTests
{
    private static readonly EptEntry Echo =
        new(Guid.Empty, new TowerBinding(Maps.Tasks, SyntaxId.Ndr20, ProtocolSequence.Local, "ECHO", "").ToTower(),
        "a program of this machine");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_the_network_every_change_is_refused()
    {
        var map = Maps.Of(1);
        var client = new EndpointMapperClient(new LoopbackChannel(new EndpointMapperService(map)));
        Assert.Equal(EptStatus.CantPerformOp, await client.EptInsertAsync(1, [Echo], 0, Token));
        Assert.Equal(EptStatus.CantPerformOp, await client.EptDeleteAsync(1, [Echo], Token));
        Assert.Equal(EptStatus.CantPerformOp, (await client.EptInqObjectAsync(Token)).Status);
        Assert.Equal(EptStatus.CantPerformOp, await client.EptMgmtDeleteAsync(0, null, Echo.Tower, Token));
        Assert.Single(map.Entries);
    }

    // A scan calls without arguments: the decoder's fault would say that the operation can be reached.
    [Theory]
    [InlineData(0), InlineData(1), InlineData(6)]
    public async Task Over_the_network_a_change_that_cannot_be_decoded_is_denied_as_well(ushort opnum)
    {
        var remote = new LoopbackChannel(new EndpointMapperService(Maps.Of(1)));
        var fault = await Assert.ThrowsAsync<RpcFaultException>(async () => await remote.CallAsync(opnum, default, null, Token));
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        var open = new LoopbackChannel(new EndpointMapperService(Maps.Of(1), allowRemoteChanges: true));
        fault = await Assert.ThrowsAsync<RpcFaultException>(async () => await open.CallAsync(opnum, default, null, Token));
        Assert.Equal(RpcStatus.BadStubData, fault.Status);
    }

    [Fact]
    public async Task A_test_host_may_allow_it() =>
        Assert.Equal(
        EptStatus.Ok, await new EndpointMapperClient(
        new LoopbackChannel(new EndpointMapperService(Maps.Of(0), allowRemoteChanges: true))).EptInsertAsync(1, [Echo], 0, Token));

    [Fact]
    public async Task A_local_program_registers_and_is_removed_by_object_and_tower_whatever_the_annotation()
    {
        var (map, client) = Local(Maps.Of(1));
        Assert.Equal(EptStatus.Ok, await client.EptInsertAsync(1, [Echo], 0, Token));
        Assert.Equal("a program of this machine", map.Entries[1].Annotation);
        Assert.Equal(EptStatus.NotRegistered, await client.EptDeleteAsync(1, [Echo with { Object = Guid.NewGuid() }], Token));
        Assert.Equal(EptStatus.Ok, await client.EptDeleteAsync(1, [Echo with { Annotation = "another" }], Token));
        Assert.Equal(EptStatus.NotRegistered, await client.EptDeleteAsync(1, [Echo], Token));
    }

    [Fact]
    public async Task What_is_kept_does_not_lie_in_the_request()
    {
        var (map, client) = Local(Maps.Of(0));
        await client.EptInsertAsync(1, [Echo], 0, Token);
        Assert.Equal(Echo.Tower!.Octets.ToArray(), map.Entries[0].Tower.Octets.ToArray());
    }

    [Fact]
    public async Task Inserting_twice_leaves_one_and_replacing_takes_the_place_of_the_same_service_elsewhere()
    {
        var (map, client) = Local(Maps.Of(0));
        var moved = Echo with { Tower = new TowerBinding(Maps.Tasks, SyntaxId.Ndr20, ProtocolSequence.Local, "MOVED", "").ToTower() };
        await client.EptInsertAsync(1, [Echo], 0, Token);
        await client.EptInsertAsync(1, [Echo], 0, Token);
        Assert.Single(map.Entries);
        await client.EptInsertAsync(1, [moved], 0, Token);
        Assert.Equal(2, map.Entries.Length);
        await client.EptInsertAsync(1, [moved], 1, Token);
        Assert.Equal("MOVED", Assert.Single(map.Entries).Binding.Endpoint);
    }

    [Fact]
    public async Task Nobody_removes_what_this_server_offers()
    {
        var (map, client) = Local(Maps.Of(1));
        var own = new EptEntry(Guid.Empty, map.Entries[0].Tower, "");
        Assert.Equal(EptStatus.NotRegistered, await client.EptDeleteAsync(1, [own], Token));
        Assert.Equal(EptStatus.NotRegistered, await client.EptMgmtDeleteAsync(0, null, own.Tower, Token));
        Assert.Equal(EptStatus.Ok, await client.EptInsertAsync(1, [own], 1, Token));
        Assert.Contains(map.Entries, entry => entry.IsOwn);
    }

    [Fact]
    public async Task Management_removes_by_tower_and_the_mapper_names_its_object()
    {
        var (map, client) = Local(Maps.Of(0));
        await client.EptInsertAsync(1, [Echo], 0, Token);
        Assert.Equal(EptStatus.NotRegistered, await client.EptMgmtDeleteAsync(1, Guid.NewGuid(), Echo.Tower, Token));
        Assert.Equal(EptStatus.Ok, await client.EptMgmtDeleteAsync(0, null, Echo.Tower, Token));
        Assert.Empty(map.Entries);
        Assert.Equal(IEndpointMapper.Info.Id.Uuid, (await client.EptInqObjectAsync(Token)).Object);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0500")]
    [InlineData("ffff0000")]
    public async Task What_is_no_tower_is_not_registered(string octets) =>
        Assert.Equal(EptStatus.InvalidParameter,
        await Local(Maps.Of(0)).Client.EptInsertAsync(1, [Echo with { Tower = new Tower(Convert.FromHexString(octets)) }], 0, Token));

    [Fact]
    public async Task The_map_has_an_end()
    {
        var (map, client) = Local(Maps.Of(0));
        uint status;
        var number = 0;
        do
        {
            EptEntry[] entries = [.. Enumerable.Range(0, 400)
                .Select(_ => Echo with
                {
                    Tower = new TowerBinding(Maps.Tasks, SyntaxId.Ndr20, ProtocolSequence.Local, $"{number++}", "").ToTower()
                })];
            status = await client.EptInsertAsync(400, entries, 0, Token);
        }
        while (status == EptStatus.Ok);
        Assert.Equal(EptStatus.NoMemory, status);
        Assert.InRange(map.Entries.Length, 1, Rpc.EndpointMap.EndpointMap.MaxEntries);
    }

    private static (Rpc.EndpointMap.EndpointMap Map, EndpointMapperClient Client) Local(Rpc.EndpointMap.EndpointMap map) =>
        (map, new EndpointMapperClient(new LoopbackChannel(new EndpointMapperService(map)) { Local = null }));
}
