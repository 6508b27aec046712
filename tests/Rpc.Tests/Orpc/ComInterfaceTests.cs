using Sekimori.EndpointMap.Tests;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Orpc.Tests;

public class ComInterfaceTests
{
    private static readonly byte[] SomeObject = [1, 2, 3, 4, 5];
    private readonly Finder _finder = new();
    private readonly LoopbackChannel _channel;

    public ComInterfaceTests() => _channel = new(_finder);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_com_interface_has_its_base_interfaces_operations_version_0_and_NDR20_alone()
    {
        Assert.Equal(["Touch", "Find"], IFinder.Info.Operations.Skip(3));
        Assert.Equal(new SyntaxId(new("94ea2b95-e9cc-49e0-c0ff-ee64ca8f5b90"), 0, 0), IFinder.Info.Id);
        Assert.True(IFinder.Info.IsNdr20Only);
        Assert.False(_finder.HasOperation(2));
    }

    [Fact]
    public async Task ORPCTHIS_precedes_the_arguments_and_ORPCTHAT_the_results()
    {
        Assert.Equal(ComStatus.False, await new FinderClient(_channel, Guid.NewGuid()).TouchAsync(Token));
        Assert.Equal(32, _channel.Request.Length);
        Assert.Equal("0500070000000000" + "00000000", Convert.ToHexStringLower(_channel.Request.AsSpan(0, 12)));
        Assert.Equal("0000000000000000" + "01000000", Convert.ToHexStringLower(_channel.Reply));
        Assert.Equal(new Guid(_channel.Request.AsSpan(12, 16)), _finder.Seen!.CausalityId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SELECT * FROM Win32_Process")]
    public async Task A_bstr_comes_back_as_it_was_sent(string? text)
    {
        var result = await new FinderClient(_channel).FindAsync(text, null, 0, [], Token);
        Assert.Equal(text, result.Name);
    }

    [Fact]
    public async Task No_slot_and_an_empty_slot_are_two_things()
    {
        var client = new FinderClient(_channel);
        Assert.Null((await client.FindAsync(null, null, 0, [], Token)).Slot);
        var empty = await client.FindAsync(null, new(null), 0, [], Token);
        Assert.NotNull(empty.Slot);
        Assert.Null(empty.Slot.Pointer);
        var full = await client.FindAsync(null, new(InterfacePointer.Of(SomeObject)), 0, [], Token);
        Assert.Equal(SomeObject, full.Slot!.Pointer!.Data.ToArray());
    }

    [Fact]
    public async Task An_array_of_interface_pointers_has_null_ones()
    {
        var result = await new FinderClient(_channel).FindAsync("x", null, 3, [null, InterfacePointer.Of(SomeObject), null], Token);
        Assert.Equal([null, SomeObject, null], result.Others.Select(one => one?.Data.ToArray()));
    }

    [Theory]
    [InlineData("0500070001000000", ComStatus.InvalidHeader)]
    [InlineData("0500080000000000", ComStatus.VersionMismatch)]
    [InlineData("0600000000000000", ComStatus.VersionMismatch)]
    public async Task A_header_that_cannot_be_accepted_is_a_fault(string start, uint status)
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => _channel.InvokeAsync(3, start + new string('0', 48)));
        Assert.Equal(status, fault.Status);
    }

    [Theory]
    [InlineData("0500010000000000")]
    [InlineData("0500060000000000")]
    public async Task An_older_minor_version_is_served(string start) =>
        Assert.Equal("000000000000000001000000", await _channel.InvokeAsync(3, start + new string('0', 48)));

    [Fact]
    public async Task Extensions_are_skipped()
    {
        // One extension of 3 octets: two places, the second empty; three octets in eight.
        const string extensions = "00000200" + "01000000" + "00000000" + "04000200" + "02000000" + "08000200" + "00000000"
            + "08000000" + "1c030000000000000000000000000046" + "03000000" + "aabbcc0000000000";
        Assert.Equal("000000000000000001000000", await _channel.InvokeAsync(3, "0500070000000000" + new string('0', 40) + extensions));
    }

    [Theory]
    [InlineData("00000200" + "ffffffff" + "00000000" + "04000200" + "00000000")]
    [InlineData("00000200" + "21000000" + "00000000" + "04000200" + "22000000")]
    [InlineData("00000200" + "01000000" + "00000000" + "04000200" + "02000000" + "08000200" + "00000000"
        + "08000000" + "1c030000000000000000000000000046" + "ffffffff")]
    public async Task Extensions_of_untrue_size_are_a_fault(string extensions)
    {
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => _channel.InvokeAsync(3, "0500070000000000" + new string('0', 40) + extensions));
        Assert.Equal(RpcStatus.BadStubData, fault.Status);
    }

    [Theory]
    [InlineData("02000000" + "06000000" + "02000000" + "61006200")]
    [InlineData("02000000" + "01000000" + "02000000" + "61006200")]
    [InlineData("02000000" + "04000000" + "03000000" + "61006200")]
    [InlineData("ffffff7f" + "feffffff" + "ffffff7f" + "61006200")]
    [InlineData("02000000" + "ffffffff" + "02000000" + "61006200")]
    public void A_bstr_whose_lengths_contradict_each_other_is_malformed(string blob) =>
        Assert.Throws<Wire.MalformedException>(() => ReadBstr(blob));

    [Theory]
    [InlineData("00000000" + "ffffffff" + "00000000", null)]
    [InlineData("00000000" + "00000000" + "00000000", "")]
    [InlineData("02000000" + "04000000" + "02000000" + "61006200", "ab")]
    [InlineData("02000000" + "03000000" + "02000000" + "61006200", "ab")]
    public void A_bstr_may_be_null_empty_or_of_odd_length(string blob, string? text) => Assert.Equal(text, ReadBstr(blob));

    private static string? ReadBstr(string blob) => new NdrReader(Convert.FromHexString(blob), new(NdrSyntax.Ndr20)).ReadBstr();
}
