using Sekimori.Wire;

namespace Sekimori.Wire.Tests;

public class SidTextTests
{
    [Theory]
    [InlineData("0102000000000005 20000000 20020000", "S-1-5-32-544")]
    [InlineData("010000000000000C", "S-1-12")]
    [InlineData("0101FFFFFFFFFFFF FFFFFFFF 00", "S-1-281474976710655-4294967295")]
    [InlineData("0102000000000005 20000000 200200", null)]
    [InlineData("0110000000000005", null)]
    [InlineData("01", null)]
    public void A_packet_is_read(string hex, string? expected) =>
        Assert.Equal(expected, SidText.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void Times_that_no_date_can_say_are_none()
    {
        Assert.Equal(new DateTimeOffset(2008, 7, 17, 0, 0, 0, TimeSpan.Zero), FileTime.ToTime(128_607_264_000_000_000));
        Assert.Null(FileTime.ToTime(long.MaxValue));
        Assert.Null(FileTime.ToTime(-1));
        Assert.Equal(9999, FileTime.ToTime(2_650_467_743_999_999_999)!.Value.Year);
    }
}
