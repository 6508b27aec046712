using System.Text.RegularExpressions;

namespace Sekimori.Posture.Evaluation;

/// <summary>Finds the version number in a product's text.</summary>
internal static partial class ProductVersion
{
    /// <summary>The first number with two to four parts; null if there is none: "1.6.8-1" is 1.6.8.1.</summary>
    public static Version? Find(string? text) =>
        text is not null && Number().Match(text) is { Success: true } found
        && Version.TryParse(found.Value.Replace('-', '.'), out var version) ? version : null;

    // Parts of at most six digits; the text comes from a peer.
    [GeneratedRegex(@"\d{1,6}(?:[.-]\d{1,6}){1,3}", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
