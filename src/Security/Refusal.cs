using System.Globalization;

namespace Sekimori.Security;

/// <summary>
/// Why somebody was not allowed, or a message not believed: which scheme, which account, which check. For the log; never holds a secret,
/// and is never sent to the peer.
/// </summary>
/// <param name="Scheme">The scheme: "Basic", "NTLM", "Kerberos", "SPNEGO" …</param>
/// <param name="Account">The name that the peer claims; null if it has claimed none.</param>
/// <param name="Reason">The check that failed.</param>
/// <param name="Detail">The details for people; the empty string if the reason is sufficient.</param>
public sealed record Refusal(string Scheme, string? Account, RefusalReason Reason, string Detail = "")
{
    // Names and details contain a peer's text: not more of it than a person reads.
    private const int MostShown = 256;

    /// <summary>One line for the log. Control characters of a peer are replaced, so that it forges no second line.</summary>
    public override string ToString() =>
        $"{Scheme}: {(Account is null ? "" : $"account \"{Shown(Account)}\": ")}{Reason}" +
        $"{(Detail.Length == 0 ? "" : $" ({Shown(Detail)})")}";

    private static string Shown(string text) => string.Create(Math.Min(text.Length, MostShown), text, static (shown, from) =>
    {
        for (var i = 0; i < shown.Length; i++)
        {
            // Format characters include those that reverse the direction of a line.
            var isUnsafe = char.IsControl(from[i])
                || char.GetUnicodeCategory(from[i]) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
            shown[i] = isUnsafe ? '\uFFFD' : from[i];
        }
    });
}
