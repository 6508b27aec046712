using System.Globalization;
using System.Net;

namespace Sekimori.Observations.Services;

/// <summary>Text of a peer in a page: encoded, and without characters that change how the text around them is shown.</summary>
internal static class PageText
{
    /// <summary>The text for an element or an attribute in quotes.</summary>
    public static string Of(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(rune => IsShown(rune) ? rune.ToString() : "\ufffd")));

    /// <summary>The same, cut where it has more characters than there is room for.</summary>
    public static string Of(string text, int most) => Of(text.Length <= most ? text : text[..(most - 1)] + "…");

    // Format characters turn the direction of a line round (U+202E and its kind).
    private static bool IsShown(System.Text.Rune rune) =>
        System.Text.Rune.GetUnicodeCategory(
        rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
