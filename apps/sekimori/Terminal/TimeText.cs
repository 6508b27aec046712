using System.Globalization;

namespace Sekimori.App.Terminal;

/// <summary>Times as people write them on a command line: "2026-01-31T12:00", or an age: "15m".</summary>
internal static class TimeText
{
    /// <summary>The time; null for null.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null) return null;
        if (text.Length > 1 && double.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var age))
        {
            // A hundred years: beyond, the calendar ends.
            TimeSpan? unit = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => null,
            };
            if (unit is { } one && age * one.TotalDays <= 36_500) return DateTimeOffset.UtcNow - one * age;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new CommandException(ExitCode.Failed, $"'{text}' is not a time, such as 2026-01-31T12:00 or 15m");
    }
}
