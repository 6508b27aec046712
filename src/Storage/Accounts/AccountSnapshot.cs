using Sekimori.Security.Accounts;

namespace Sekimori.Storage.Accounts;

/// <summary>What the file of accounts said when it was read.</summary>
internal sealed class AccountSnapshot
{
    public static readonly AccountSnapshot Empty = new(new AccountsDocument { Version = AccountsDocument.CurrentVersion, Accounts = [] });

    public AccountSnapshot(AccountsDocument document)
    {
        Document = document;
        Accounts = new(StringComparer.OrdinalIgnoreCase);
        foreach (var account in document.Accounts) Accounts[account.Name] = (account.ToAccount(), account);
        Mappings =
            [
            .. document.Mappings.Select(mapping =>
            new IdentityMapping(mapping.Kind, mapping.Identity, mapping.Account, mapping.Role, mapping.Issuer, mapping.Enabled,
            mapping.Name))];
    }

    public AccountsDocument Document { get; }

    public Dictionary<string, (Account Account, AccountDocument Document)> Accounts { get; }

    public IReadOnlyList<IdentityMapping> Mappings { get; }
}
