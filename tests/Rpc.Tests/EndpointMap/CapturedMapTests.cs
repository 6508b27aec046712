using System.Net;
using Sekimori.Ndr;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.EndpointMap.Tests;

/// <summary>
/// What Windows 10 and Windows Server 2016 wrote, against what we write. The stubs are from captures of both, named at each.
/// </summary>
public class CapturedMapTests
{
    private const string TasksTower = "4b00000000000000" + "4b000000" + "0500"
        + "13000d4959d386c9834440b424db363231fd0c01000200000013000d045d888aeb1cc9119fe808002b1048600200020000"
        + "0001000b020000000100070200";

    // schtask_create_2020-12-1907003032.pcapng, frames 1365 and 1367: NDR64.
    private const string Request = "0100000000000000" + "00000000000000000000000000000000" + "0200000000000000" + TasksTower + "0087"
        + "01000904000000000000"
        + "0000000000000000000000000000000000000000" + "04000000";

    private const string Reply = "0000000000000000000000000000000000000000" + "01000000" + "0400000000000000" + "0000000000000000"
        + "0100000000000000" + "0300000000000000"
        + TasksTower + "c207" + "0100090400ac12270600" + "00000000";

    private static LoopbackChannel Server(params EndpointEntry[] entries) =>
        new(new EndpointMapperService(Maps.Of(entries)), NdrSyntax.Ndr64);

    [Fact]
    public async Task The_server_answers_ept_map_of_windows_10_with_the_bytes_of_windows_server_2016() =>
        Assert.Equal(Reply, await Server(Maps.Own(Maps.Tasks, 0xc207)).InvokeAsync(3, Request, NdrSyntax.Ndr64));

    [Fact]
    public async Task The_client_asks_with_the_bytes_of_windows_10()
    {
        var channel = Server(Maps.Own(Maps.Tasks, 0xc207));
        var answer = await new EndpointMapperClient(channel).EptMapAsync(
            Guid.Empty, Maps.Tcp(Maps.Tasks, 135).ToTower(), ContextHandle.Null, 4, TestContext.Current.CancellationToken);
        Assert.Equal(Request, Convert.ToHexStringLower(channel.Request));
        Assert.True(TowerBinding.TryRead(Assert.Single(answer.Towers)!, out var binding));
        Assert.Equal("ncacn_ip_tcp:172.18.39.6[49671]", binding.ToString());
    }

    [Fact]
    public async Task Two_towers_of_netlogon_are_the_bytes_of_windows_server_2016()
    {
        // mimikatz_CVE-2020-1472 …_2020-09-16233923.cap, frames 115 and 116: NDR64.
        var request = "0100000000000000" + "00000000000000000000000000000000" + "0200000000000000" + "4b00000000000000" + "4b000000"
            + "050013000d785634123412cdabef0001234567cffb01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010" +
            "0070200008701000904000000000000"
            + "0000000000000000000000000000000000000000" + "04000000";
        var reply = "0000000000000000000000000000000000000000" + "02000000" + "0400000000000000" + "0000000000000000" + "0200000000000000"
            + "0300000000000000" + "0400000000000000"
            + "4b00000000000000" + "4b000000"
            + "050013000d785634123412cdabef0001234567cffb01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010" +
            "0070200c20a0100090400ac12260500"
            + "4b00000000000000" + "4b000000"
            + "050013000d785634123412cdabef0001234567cffb01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010" +
            "0070200c2030100090400ac12260500"
            + "00000000";
        var channel = Server(Maps.Own(Maps.Netlogon, 0xc20a), Maps.Own(Maps.Netlogon, 0xc203));
        channel.Local = new(IPAddress.Parse("172.18.38.5"), 135);
        Assert.Equal(reply, await channel.InvokeAsync(3, request, NdrSyntax.Ndr64));
    }

    [Fact]
    public async Task One_tower_of_several_comes_with_a_handle_as_impacket_gets_it_from_windows()
    {
        // sv_zerologon.pcap, frames 7 and 8: NDR20. The gap holds 0xab; the handle is random.
        var request = "01000000" + "00000000000000000000000000000000" + "02000000" + "4b0000004b000000"
            + "050013000d785634123412cdabef0001234567cffb01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010" +
            "00702000000010009040000000000ab"
            + "0000000000000000000000000000000000000000" + "01000000";
        var channel = Server(Maps.Own(Maps.Netlogon, 0xc204), Maps.Own(Maps.Netlogon, 0xc205));
        channel.Local = new(IPAddress.Parse("172.16.5.58"), 135);
        var reply = await channel.InvokeAsync(3, request);
        Assert.NotEqual(new string('0', 40), reply[..40]);
        Assert.Equal("01000000" + "01000000" + "00000000" + "01000000" + "03000000" + "4b0000004b000000"
            + "050013000d785634123412cdabef0001234567cffb01000200000013000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000010" +
            "0070200c2040100090400ac10053a00"
            + "00000000", reply[40..]);
    }
}
