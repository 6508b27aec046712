using System.Globalization;

namespace Sekimori.Security;

/// <summary>Why somebody was not allowed, or a message not believed: which scheme, which account, which check. For the log; never holds a secret, and is never sent to the peer.</summary>
/// <param name="Scheme">The scheme that refused: "Basic", "NTLM", "Kerberos", "SPNEGO" …</param>
/// <param name="Account">The name that the peer claims; null if it has not said one.</param>
/// <param name="Reason">The check that failed.</param>
/// <param name="Detail">What exactly, in words for a person; the empty string where the reason says it all.</param>
public sealed record Refusal(string Scheme, string? Account, RefusalReason Reason, string Detail = "")
{
    // Names and details hold what a peer sent: no more of it than a person reads.
    private const int MostShown = 256;

    /// <summary>One line for the log. Control characters of a peer are replaced, so that it forges no second line.</summary>
    public override string ToString() =>
        $"{Scheme}: {(Account is null ? "" : $"account \"{Shown(Account)}\": ")}{Reason}{(Detail.Length == 0 ? "" : $" ({Shown(Detail)})")}";

    private static string Shown(string text) => string.Create(Math.Min(text.Length, MostShown), text, static (shown, from) =>
    {
        for (var i = 0; i < shown.Length; i++)
        {
            // Format characters hold those that turn a line's direction round.
            var isUnsafe = char.IsControl(from[i])
                || char.GetUnicodeCategory(from[i]) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            shown[i] = isUnsafe ? '\uFFFD' : from[i];
        }
    });
}
