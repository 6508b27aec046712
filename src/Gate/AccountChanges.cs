using Sekimori.Security.Accounts;
using Sekimori.Storage.Accounts;

namespace Sekimori.Gate;

/// <summary>The changes in the accounts since the last check, as text for the audit log. Not thread-safe.</summary>
internal sealed class AccountChanges(AccountStore store)
{
    private IReadOnlyList<Account> _accounts = store.List();
    private IReadOnlyList<IdentityMapping> _mappings = store.Mappings;

    /// <summary>The changes, one text each. Empty if the file was rewritten with the same content.</summary>
    /// <exception cref="AccountStoreException">The accounts cannot be read.</exception>
    public IReadOnlyList<string> Next()
    {
        var (before, mapped) = (_accounts, _mappings);
        (_accounts, _mappings) = (store.List(), store.Mappings);
        // By number: a name that was removed and added again is another account.
        var known = before.ToDictionary(account => account.Number);
        var now = _accounts.ToDictionary(account => account.Number);
        return
        [
            .. before.Where(account => !now.ContainsKey(account.Number)).Select(account => $"{Name(account)} removed"),
            .. _accounts.Where(account => !known.ContainsKey(account.Number))
            .Select(account => $"{Name(account)} added as {account.Role.ToString().ToLowerInvariant()}{User(account.UnixUser)}"),
            .. _accounts.Where(account => known.ContainsKey(account.Number)).SelectMany(account => Compare(known[account.Number], account)),
            .. mapped.Except(_mappings).Select(mapping => $"{Name(mapping)} unmapped"),
            .. _mappings.Except(mapped).Select(mapping =>
            $"{Name(mapping)} mapped to {mapping.Account ?? mapping.Role.ToString().ToLowerInvariant()}"),
        ];
    }

    private static IEnumerable<string> Compare(Account before, Account after)
    {
        if (before.Role != after.Role)
            yield return $"{Name(after)} is {after.Role.ToString().ToLowerInvariant()}, was {before.Role.ToString().ToLowerInvariant()}";
        if (before.Enabled != after.Enabled) yield return $"{Name(after)} {(after.Enabled ? "enabled" : "disabled")}";
        if (before.UnixUser != after.UnixUser)
            yield return $"{Name(after)} has the Unix user {after.UnixUser ?? "none"}, was {before.UnixUser ?? "none"}";
        if (before.PasswordSet != after.PasswordSet) yield return $"{Name(after)} has a new password";
    }

    private static string Name(Account account) => $"{account.Name} (account {account.Number})";

    private static string Name(IdentityMapping mapping) =>
        $"{mapping.Kind} {mapping.Identity}{(mapping.Issuer is null ? "" : $" of the issuer {mapping.Issuer}")}";

    private static string User(string? user) => user is null ? "" : $", Unix user {user}";
}
