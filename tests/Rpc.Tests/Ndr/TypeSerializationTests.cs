using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

public class TypeSerializationTests
{
    private static readonly Blob Blob = new(9, 1, [10]);
    private const string Stream = "01100800cccccccc" + "1000000000000000" + "01000000" + "0900" + "01" + "00" + "0a000000" + "00000000";

    [Fact]
    public void A_stream_has_two_headers_and_counts_its_padding() =>
        Assert.Equal(Stream, Convert.ToHexStringLower(TypeSerialization.Write(Blob)));

    [Theory]
    [InlineData(Stream)]
    [InlineData("01000800cccccccc" + "0000001000000000" + "00000001" + "0009" + "01" + "00" + "0000000a" + "00000000")]
    public void A_stream_is_read_in_the_order_that_it_declares(string hex) =>
        Assert.Equal(Blob.Items, TypeSerialization.Read<Blob>(Convert.FromHexString(hex)).Items);

    [Theory]
    [InlineData("02100800cccccccc" + "1000000000000000", Malformed.BadValue)]
    [InlineData("01200800cccccccc" + "1000000000000000", Malformed.BadValue)]
    [InlineData("01100900cccccccc" + "1000000000000000", Malformed.BadLength)]
    [InlineData("01100800cccccccc" + "1000000000000000", Malformed.Truncated)]
    [InlineData("01100800cccccccc" + "ffffffff00000000", Malformed.Truncated)]
    [InlineData("0110", Malformed.Truncated)]
    public void Other_headers_are_named_facts(string hex, Malformed fact) =>
        Assert.Equal(fact, Codec.Fact(() => TypeSerialization.Read<Blob>(Convert.FromHexString(hex))));
}
