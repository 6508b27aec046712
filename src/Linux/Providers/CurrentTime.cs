using Sekimori.Linux.Classes;

namespace Sekimori.Linux.Providers;

/// <summary>Fills Win32_CurrentTime. As on Windows, Milliseconds is not given.</summary>
internal static class CurrentTime
{
    public static T Of<T>(DateTimeOffset time) where T : Win32CurrentTime, new()
    {
        // A week begins on Sunday, and the first one may be a part.
        var first = (int)time.AddDays(1 - time.Day).DayOfWeek;
        return new T
        {
            Day = (uint)time.Day,
            DayOfWeek = (uint)time.DayOfWeek,
            Hour = (uint)time.Hour,
            Minute = (uint)time.Minute,
            Month = (uint)time.Month,
            Quarter = (uint)(time.Month + 2) / 3,
            Second = (uint)time.Second,
            WeekInMonth = (uint)((time.Day - 1 + first) / 7 + 1),
            Year = (uint)time.Year,
        };
    }
}
