namespace Sekimori.Security;

/// <summary>Why somebody was not let in, or a message not believed: which scheme, which account, which check. For the log; never holds a secret, and is never sent to the peer.</summary>
/// <param name="Scheme">The scheme that refused: "Basic", "NTLM", "Kerberos", "SPNEGO" …</param>
/// <param name="Account">The name that the peer claims; null where it has not said one.</param>
/// <param name="Reason">The check that failed.</param>
/// <param name="Detail">What exactly, in words for a person; the empty string where the reason says it all.</param>
public sealed record Refusal(string Scheme, string? Account, RefusalReason Reason, string Detail = "")
{
    /// <summary>One line for the log.</summary>
    public override string ToString() =>
        $"{Scheme}: {(Account is null ? "" : $"account \"{Account}\": ")}{Reason}{(Detail.Length == 0 ? "" : $" ({Detail})")}";
}
