namespace Sekimori.Security.Accounts;

/// <summary>Whether an account that was proved earlier is still the same.</summary>
internal static class AccountCheck
{
    public static Refusal? Recheck(IAccountDirectory accounts, Account proved, string scheme)
    {
        try
        {
            return accounts.FindRecent(proved.Name) switch
            {
                null => new Refusal(scheme, proved.Name, RefusalReason.UnknownAccount, "removed since the logon"),
                { Enabled: false } => new Refusal(scheme, proved.Name, RefusalReason.Disabled, "disabled since the logon"),
                { } now when now.Stamp != proved.Stamp =>
                    new Refusal(scheme, proved.Name, RefusalReason.Expired, "changed since the logon"),
                _ => null,
            };
        }
        catch (AccountDirectoryException unavailable)
        {
            return new Refusal(scheme, proved.Name, RefusalReason.Unavailable, unavailable.Message);
        }
    }
}
