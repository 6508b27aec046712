namespace Sekimori.Security.Accounts;

/// <summary>What came of a logon: an account, or the reason why not.</summary>
/// <param name="Account">The account that was proved; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
/// <param name="RetryAfter">How long the next try must wait, where waiting is the reason.</param>
public readonly record struct LogonOutcome(Account? Account, Refusal? Refusal, TimeSpan RetryAfter = default)
{
    /// <summary>True if the account was proved.</summary>
    public bool IsProved => Account is not null;
}
