using System.Globalization;

namespace Sekimori.App.Terminal;

/// <summary>
/// The display format of times, everywhere: UTC, ISO 8601, milliseconds. One width, so that columns align and text sorts by time.
/// </summary>
internal static class DisplayTime
{
    /// <summary>The time, as 2026-01-31T12:00:00.000Z; empty for a time that is not known.</summary>
    public static string Of(DateTimeOffset time) =>
        time == default ? "" : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
