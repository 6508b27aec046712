using System.Globalization;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Tests;

public class CurrentTimeTests
{
    [Theory]
    [InlineData("2021-01-01T23:59:58Z", 5, 1, 1)]
    [InlineData("2021-01-03T00:00:00Z", 0, 1, 2)]
    [InlineData("2021-05-31T12:00:00Z", 1, 2, 6)]
    [InlineData("2026-12-31T12:00:00Z", 4, 4, 5)]
    public void The_parts_of_a_time_are_those_of_the_calendar(string text, int dayOfWeek, int quarter, int week)
    {
        var time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        var now = CurrentTime.Of<Win32UTCTime>(time);
        Assert.Equal(((uint)dayOfWeek, (uint)quarter, (uint)week),
            (now.DayOfWeek!.Value, now.Quarter!.Value, now.WeekInMonth!.Value));
        Assert.Equal(time, new DateTimeOffset(
            (int)now.Year!, (int)now.Month!, (int)now.Day!, (int)now.Hour!, (int)now.Minute!, (int)now.Second!, TimeSpan.Zero));
        Assert.Null(now.Milliseconds);
    }

    [Theory]
    [InlineData("Win32_UTCTime", "-u")]
    [InlineData("Win32_LocalTime", "+%z")]
    public async Task The_time_is_that_of_date(string name, string option)
    {
        var now = await Host.One($"SELECT * FROM {name}");
        Assert.Equal(name + "=@", now.GetPath()!.ToString());
        string[] arguments = option == "-u" ? ["-u", "+%Y %-m %-d %-H %-M"] : ["+%Y %-m %-d %-H %-M"];
        // A minute may begin between the two.
        var words = Tool.Table("date", arguments)[0].Select(w => int.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var shown = new DateTime(words[0], words[1], words[2], words[3], words[4], 0, DateTimeKind.Unspecified);
        int Part(string property) => (int)now[property].AsInt64;
        var told = new DateTime(
            Part("Year"), Part("Month"), Part("Day"), Part("Hour"), Part("Minute"), 0, DateTimeKind.Unspecified);
        Assert.InRange((shown - told).TotalMinutes, 0, 1);
    }
}
