using System.Xml;

namespace Sekimori.WsMan.Addressing;

/// <summary>Durations of XML Schema (xs:duration): PT20S, PT60.000S, PT1M, P1D.</summary>
internal static class XsDuration
{
    // "P99999999DT23H59M59.999999S" and some signs and zeros: longer ones are not honest.
    private const int MaxChars = 64;

    /// <summary>Reads a duration. A year counts 365 days, a month 30.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length is 0 or > MaxChars) return false;
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Writes a duration in seconds with milliseconds, as Windows does: PT7200.000S.</summary>
    public static string Format(TimeSpan duration) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PT{duration.TotalSeconds:0.000}S");
}
