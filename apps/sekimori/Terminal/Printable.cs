using System.Globalization;

namespace Sekimori.App.Terminal;

/// <summary>Text that came from elsewhere, made safe for a terminal.</summary>
internal static class Printable
{
    /// <summary>
    /// <paramref name="text"/> with every control and format character replaced, so that no peer moves the cursor, changes colours or
    /// forges a line.
    /// </summary>
    public static string Of(string text)
    {
        foreach (var c in text)
        {
            if (IsUnsafe(c))
                return string.Create(text.Length, text, static (span, from) =>
                {
                    for (var i = 0; i < span.Length; i++)
                        span[i] = IsUnsafe(from[i]) ? '\uFFFD' : from[i];
                });
        }

        return text;
    }

    // Format characters include the bidirectional overrides that reverse a name.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator;
}
