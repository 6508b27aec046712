using System.Globalization;

namespace Sekimori.Detection.Events;

/// <summary>
/// Times of events as exporters write them: a date, seconds or milliseconds since 1970, or the "/Date(…)/" of .NET's older JSON.
/// </summary>
internal static class EventTime
{
    /// <summary>Above this a number counts milliseconds: as seconds it would be the year 5138.</summary>
    private const double LastSecond = 1e11;

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var number = text.StartsWith("/Date(", StringComparison.Ordinal) ? text[6..].TrimEnd('/', ')') : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var since))
        {
            var milliseconds = since > LastSecond || text.Length != number.Length ? since : since * 1000;
            if (milliseconds is < 1e11 or > 2.5e14) return false;
            time = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
