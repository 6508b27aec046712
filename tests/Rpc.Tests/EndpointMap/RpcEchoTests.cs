using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Samples.RpcEcho;

namespace Sekimori.EndpointMap.Tests;

/// <summary>rpcecho against its own client, and against the bytes of Samba 4.17.12 (samba.ndr.ndr_pack_in and ndr_pack_out).</summary>
public class RpcEchoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NdrSyntax.Ndr20)]
    [InlineData(NdrSyntax.Ndr64)]
    public async Task Every_operation_comes_back_as_it_went(NdrSyntax syntax)
    {
        var echo = new RpcEchoClient(new LoopbackChannel(new RpcEchoService(), syntax));
        Assert.Equal(0u, await echo.AddOneAsync(uint.MaxValue, Token));
        var data = new byte[70_000];
        Random.Shared.NextBytes(data);
        Assert.Equal(data, (await echo.EchoDataAsync((uint)data.Length, data, Token)).ToArray());
        await echo.SinkDataAsync(3, data.AsMemory(0, 3), Token);
        Assert.Equal(300, (await echo.SourceDataAsync(300, Token)).Length);
        Assert.Equal("grüße, 関守", await echo.TestCallAsync("grüße, 関守", Token));
        for (ushort level = 1; level <= 7; level++) Assert.Equal(0u, (await echo.TestCall2Async(level, Token)).Status);
        Assert.Equal(0u, await echo.TestSleepAsync(0, Token));
        Assert.Equal(new EchoEnumUnion.One(EchoEnum.Enum2),
            (await echo.TestEnumAsync(EchoEnum.Enum1, new(EchoEnum.Enum1, EchoEnum32.Enum1), new EchoEnumUnion.One(EchoEnum.Enum1),
            Token)).Foo3);
        Assert.Equal([1, 2, 1, 2], (await echo.TestSurroundingAsync(new(2, [1, 2]), Token)).Surrounding);
        Assert.Equal((ushort)12, await echo.TestDoublePointerAsync(12, Token));
        Assert.Equal((ushort)0, await echo.TestDoublePointerAsync(null, Token));
    }

    [Theory]
    [InlineData(NdrSyntax.Ndr20, false, "0300000003000000010203", "03000000010203")]
    [InlineData(NdrSyntax.Ndr20, true, "0000000300000003010203", "03000000010203")]
    [InlineData(NdrSyntax.Ndr64, false, "03000000000000000300000000000000010203", "0300000000000000010203")]
    public Task EchoData_has_the_bytes_of_samba(NdrSyntax syntax, bool bigEndian, string request, string reply) =>
        Same(1, syntax, bigEndian, request, reply);

    [Theory]
    [InlineData(NdrSyntax.Ndr20, false, "0d000000000000000d00000069006e00700075007400200073007400720069006e0067000000",
        "000002000d000000000000000d00000069006e00700075007400200073007400720069006e0067000000")]
    [InlineData(NdrSyntax.Ndr20, true, "0000000d000000000000000d0069006e00700075007400200073007400720069006e00670000",
        "000002000d000000000000000d00000069006e00700075007400200073007400720069006e0067000000")]
    [InlineData(NdrSyntax.Ndr64, false,
        "0d0000000000000000000000000000000d0000000000000069006e00700075007400200073007400720069006e0067000000",
        "00000200000000000d0000000000000000000000000000000d0000000000000069006e00700075007400200073007400720069006e0067000000")]
    public Task TestCall_has_the_bytes_of_samba(NdrSyntax syntax, bool bigEndian, string request, string reply) =>
        Same(4, syntax, bigEndian, request, reply);

    [Theory]
    [InlineData(NdrSyntax.Ndr20, "010000004c0000000100000001000200")]
    [InlineData(NdrSyntax.Ndr64, "010000004c000000010000000100000002000000")]
    public async Task TestEnum_has_the_bytes_of_samba(NdrSyntax syntax, string request)
    {
        var channel = new LoopbackChannel(new RpcEchoService(), syntax);
        await new RpcEchoClient(channel).TestEnumAsync(
            EchoEnum.Enum1, new((EchoEnum)76, EchoEnum32.Enum1), new EchoEnumUnion.One(EchoEnum.Enum2), Token);
        Assert.Equal(request, Convert.ToHexStringLower(channel.Request));
    }

    [Theory]
    [InlineData(NdrSyntax.Ndr20, "0300000003000000010002000300")]
    [InlineData(NdrSyntax.Ndr64, "0300000000000000030000000100020003000000")]
    public async Task TestSurrounding_has_the_bytes_of_samba(NdrSyntax syntax, string request)
    {
        var channel = new LoopbackChannel(new RpcEchoService(), syntax);
        await new RpcEchoClient(channel).TestSurroundingAsync(new(3, [1, 2, 3]), Token);
        Assert.Equal(request, Convert.ToHexStringLower(channel.Request));
    }

    [Theory]
    [InlineData("04000000" + "03000000" + "010203")]
    [InlineData("ffffffff" + "ffffffff" + "00")]
    [InlineData("00")]
    [InlineData("")]
    public async Task Arguments_that_contradict_each_other_are_bad_stub_data(string request)
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => new LoopbackChannel(new RpcEchoService()).InvokeAsync(1, request));
        Assert.Equal(0x6f7u, fault.Status);
    }

    private static async Task Same(ushort opnum, NdrSyntax syntax, bool bigEndian, string request, string reply) =>
        Assert.Equal(reply, await new LoopbackChannel(new RpcEchoService(), syntax).InvokeAsync(opnum, request, syntax, bigEndian));
}
