namespace Sekimori.Wire;

/// <summary>FILETIME ([MS-DTYP] 2.3.3): 100 nanoseconds since 1601.</summary>
internal static class FileTime
{
    /// <summary>The end of the year 9999, the last date that can be represented; Windows writes larger ones for "never".</summary>
    private const long Largest = 2_650_467_743_999_999_999;

    /// <summary>The time; null if it cannot be represented.</summary>
    public static DateTimeOffset? ToTime(long ticks) =>
        ticks is >= 0 and <= Largest ? new DateTimeOffset(DateTime.FromFileTimeUtc(ticks)) : null;
}
