using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;

namespace Sekimori.EndpointMap.Tests;

public class ManagementTests
{
    private readonly LoopbackChannel _channel =
        new(
        new ManagementService(() => [IEndpointMapper.Info, IManagement.Info], () => new(1, 2, 3, 4), service =>
        service == 10 ? "host/dc1" : null));

    private ManagementClient Client => new(_channel);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_interfaces_of_the_endpoint_are_named()
    {
        var answer = await Client.InqIfIdsAsync(Token);
        Assert.Equal([new RpcIfId(IEndpointMapper.Info.Id.Uuid, 3, 0), new RpcIfId(IManagement.Info.Id.Uuid, 1, 0)],
            answer.IfIdVector!.IfId.Select(id => id!.Value));
    }

    [Fact]
    public async Task The_vector_has_the_bytes_that_samba_writes()
    {
        // samba.ndr.ndr_pack_out(mgmt.inq_if_ids) of Samba 4.17.12, without its result: NDR20 and NDR64.
        var id = new RpcIfId(Maps.Samr.Uuid, 1, 0);
        const string ndr20 =
            "0000020002000000020000000400020008000200785734123412cdabef000123456789ac01000000785734123412cdabef000123456789ac01000000000" +
            "00000";
        const string ndr64 =
            "00000200000000000200000000000000020000000000000004000200000000000800020000000000785734123412cdabef000123456789ac01000000785" +
            "734123412cdabef000123456789ac0100000000000000";
        foreach (var (syntax, expected) in ((NdrSyntax, string)[])[(NdrSyntax.Ndr20, ndr20), (NdrSyntax.Ndr64, ndr64)])
        {
            var info = IEndpointMapper.Info with { Id = new(id.Uuid, id.Major, id.Minor) };
            var channel = new LoopbackChannel(new ManagementService(() => [info, info], () => default, _ => null), syntax);
            await new ManagementClient(channel).InqIfIdsAsync(Token);
            Assert.Equal(expected, Convert.ToHexStringLower(channel.Reply));
        }
    }

    [Theory]
    [InlineData(4u, new uint[] { 1, 2, 3, 4 })]
    [InlineData(2u, new uint[] { 1, 2 })]
    [InlineData(0u, new uint[0])]
    [InlineData(50u, new uint[] { 1, 2, 3, 4 })]
    public async Task Statistics_are_as_many_as_asked_for(uint count, uint[] expected) =>
        Assert.Equal(expected, (await Client.InqStatsAsync(count, Token)).Statistics);

    [Fact]
    public async Task More_than_50_statistics_are_refused() =>
        Assert.Equal(RpcStatus.BadStubData,
        (await Assert.ThrowsAsync<RpcFaultException>(async () => await Client.InqStatsAsync(51, Token))).Status);

    [Fact]
    public async Task It_listens_and_nobody_stops_it()
    {
        Assert.Equal(new IsServerListeningResult(0, 1), await Client.IsServerListeningAsync(Token));
        Assert.Equal(RpcStatus.AccessDenied, await Client.StopServerListeningAsync(Token));
    }

    [Theory]
    [InlineData(10u, 100u, "host/dc1", 0u)]
    [InlineData(10u, 9u, "host/dc1", 0u)]
    [InlineData(10u, 8u, "", 0x7au)]
    [InlineData(9u, 100u, "", 0x6d3u)]
    public async Task The_principal_name_is_told_where_there_is_one_and_it_fits(uint service, uint size, string name, uint status)
    {
        Assert.Equal(new InqPrincNameResult(name, status), await Client.InqPrincNameAsync(service, size, Token));
    }
}
