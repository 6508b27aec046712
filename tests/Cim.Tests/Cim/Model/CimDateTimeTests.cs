using Sekimori.Cim.Model;

namespace Sekimori.Cim.Tests.Model;

public class CimDateTimeTests
{
    [Theory]
    [InlineData("19980525133015.000000-300")] // [DSP0004] 5.2.4
    [InlineData("00000001132312.000000:000")]
    [InlineData("20240229235959.999999+840")]
    [InlineData("99999999235959.999999:000", false)]
    [InlineData("00010101000000.000000+000")]
    [InlineData("99991231235959.999999+000")]
    [InlineData("00010101000000.000000+001", false)]
    [InlineData("99991231235959.999999-001", false)]
    [InlineData("20230229000000.000000+000", false)]
    [InlineData("20231301000000.000000+000", false)]
    [InlineData("20231201240000.000000+000", false)]
    [InlineData("20231201236000.000000+000", false)]
    [InlineData("20231201000000.000000+841", false)]
    [InlineData("20231201000000.000000*000", false)]
    [InlineData("20231201000000,000000+000", false)]
    [InlineData("20231201000000.00000+000", false)]
    [InlineData("2023120100000.0000000+000", false)]
    [InlineData("00000001132312.000000:001", false)]
    [InlineData("2023-201000000.000000+000", false)]
    [InlineData("", false)]
    public void Text_is_read_and_written_back_or_refused(string text, bool valid = true)
    {
        Assert.Equal(valid, CimDateTime.TryParse(text, out var value));
        if (valid)
            Assert.Equal(text, value.ToString());
    }

    [Fact]
    public void The_same_instant_in_two_offsets_is_equal()
    {
        Assert.True(CimDateTime.TryParse("20240101120000.000000+060", out var a));
        Assert.True(CimDateTime.TryParse("20240101110000.000000+000", out var b));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 11, 0, 0, TimeSpan.Zero), a.Time.ToUniversalTime());
    }

    [Fact]
    public void What_is_not_significant_reads_as_the_least()
    {
        Assert.True(CimDateTime.TryParse("2024**********.******+000", out var value));
        Assert.Equal("20240101000000.000000+000", value.ToString());
    }

    [Fact]
    public void An_interval_keeps_days_and_microseconds_and_is_never_negative()
    {
        Assert.Equal("00000010000000.000001:000", new CimDateTime(TimeSpan.FromDays(10) + TimeSpan.FromMicroseconds(1)).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CimDateTime(TimeSpan.FromTicks(-1)));
    }
}
