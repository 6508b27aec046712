using Sekimori.Guard;

namespace Sekimori.Security.Accounts;

/// <summary>Whether a caller who logged on earlier may still have what was opened then: asked every few seconds, for shells that run
/// and connections that are open. Thread-safe.</summary>
/// <param name="accounts">Accounts and mappings.</param>
internal sealed class CallerStanding(IAccountDirectory accounts)
{
    /// <summary>Why what a caller has open is to end; null if it may continue.</summary>
    /// <remarks>
    /// A new password or a higher role is no reason: the next logon is by these, and the caller is the same. Where the accounts cannot
    /// be read nothing ends, since nothing of it says that it should;
    /// nobody can log on then to use it.
    /// </remarks>
    public string? FindDenialReason(Caller caller)
    {
        try
        {
            if (caller.Outside is not { } outside)
                return caller.Identity.Account == 0 ? null : FindDenialReason(caller, accounts.FindRecent(caller.Account));
            var now = IdentityMapper.Of(accounts, outside);
            if (caller.Identity.Account != 0)
            {
                return now is { Refusal: null, Account: null }
                    ? "it is no longer mapped to this account"
                    : FindDenialReason(caller, now.Account, now.Refusal);
            }

            return now.Refusal is not null || now.Account is not null || now.Role < caller.Role ? "its mapping has changed" : null;
        }
        catch (AccountDirectoryException)
        {
            return null;
        }
    }

    private static string? FindDenialReason(Caller caller, Account? now, RefusalReason? refusal = null)
    {
        if (refusal == RefusalReason.Disabled || now is { Enabled: false }) return "the account is disabled";
        if (now is null) return "the account was removed";
        if (now.Number != caller.Identity.Account)
        {
            return caller.Outside is null
                ? "the account was removed, and its name belongs to another account"
                : "it is mapped to another account";
        }

        if (now.Role < caller.Role) return $"the account's role is now {now.Role}, not {caller.Role}";
        return now.UnixUser == caller.UnixUser ? null : "the account's Unix user has changed";
    }
}
