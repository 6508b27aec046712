namespace Sekimori.Security.Accounts;

/// <summary>The result of a logon: an account, or the reason for its denial.</summary>
/// <param name="Account">The proven account; null if it was denied.</param>
/// <param name="Refusal">Why it was denied; null if it was not.</param>
/// <param name="RetryAfter">How long the next attempt must wait, if waiting is the reason.</param>
internal readonly record struct LogonOutcome(Account? Account, Refusal? Refusal, TimeSpan RetryAfter = default)
{
    /// <summary>True if the account was proved.</summary>
    public bool IsProved => Account is not null;
}
