using System.CommandLine;
using System.Globalization;
using Sekimori.App.Terminal;

namespace Sekimori.App.Accounts;

/// <summary>`sekimori account list`.</summary>
internal static class AccountList
{
    public static Command Command()
    {
        var list = AccountCommands.WithStore(new Command("list", "List the accounts."));
        list.Options.Add(StandardOptions.Json);
        return list.Does((result, screen, _) =>
        {
            AccountCommands.With(result, store => Show([.. store.List().Select(account => new ListedAccount(
                account.Number, account.Name, AccountCommands.Text(account.Role), account.Enabled, account.UnixUser, account.Created,
                account.PasswordSet))], screen));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static void Show(IReadOnlyList<ListedAccount> accounts, Screen screen)
    {
        if (screen.IsJson)
        {
            screen.Json(accounts, AccountListJson.Default.IReadOnlyListListedAccount);
            return;
        }

        if (accounts.Count == 0)
        {
            screen.Line($"no accounts; create one with {CalledAs.Command} account add NAME");
            return;
        }

        var table = new Table(">NUMBER", "NAME", "ROLE", "STATE", "UNIX USER", "PASSWORD SET");
        foreach (var account in accounts)
        {
            table.Add(account.Number.ToString(CultureInfo.InvariantCulture), account.Name, account.Role,
                account.Enabled ? "enabled" : "disabled", account.UnixUser ?? "-",
                DisplayTime.Of(account.PasswordSet));
        }

        screen.Write(table);
    }
}
