using System.CommandLine;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Guard;
using Sekimori.Storage.Accounts;

namespace Sekimori.App.Accounts;

/// <summary>`sekimori account`: who may log on here. A running server sees each change at once.</summary>
internal static class AccountCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The account's name." };
    private static readonly Option<string?> UnixUser = new("--unix-user") { Description = "The user of this machine that the account's shells run as, where the server runs as root; '' for none.", HelpName = "USER" };

    /// <summary>The roles that an account can have.</summary>
    public static Option<Role?> RoleOption(string description) => new("--role")
    {
        Description = description,
        HelpName = "reader|operator|administrator",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text is "reader" or "operator" or "administrator") return Enum.Parse<Role>(text, ignoreCase: true);
            argument.AddError($"--role: '{Printable.Of(text)}' is none of reader, operator, administrator");
            return null;
        },
    };

    public static void AddTo(RootCommand root)
    {
        var account = new Command("account", "Who may log on: accounts, their roles and passwords, and which outside identities are which account.");
        var role = RoleOption("reader (the default) may read objects; operator may also invoke methods and open shells; administrator may also change settings.");
        var newRole = RoleOption("The new role.");

        account.Subcommands.Add(One("add", "Add an account. Asks for its password.", (store, name, result, screen) =>
        {
            var user = CheckedUser(result);
            var password = Password(result);
            var added = store.Add(name, password, result.GetValue(role) ?? Role.Reader, user);
            screen.Line($"{added.Name} is added as {Text(added.Role)}");
        }, role, UnixUser, StandardOptions.PasswordStdin));

        account.Subcommands.Add(AccountList.Command());
        account.Subcommands.Add(One("passwd", "Set an account's password. Asks for it.", (store, name, result, screen) =>
        {
            if (store.Find(name) is null) throw new CommandException(ExitCode.Refused, $"there is no account \"{name}\"");
            screen.Line($"{store.SetPassword(name, Password(result)).Name} has a new password");
        }, StandardOptions.PasswordStdin));

        account.Subcommands.Add(One("set", "Change an account's role or Unix user.", (store, name, result, screen) =>
        {
            if (result.GetValue(newRole) is null && result.GetValue(UnixUser) is null) throw new CommandException(ExitCode.Failed, "nothing to change: --role, --unix-user");
            var user = CheckedUser(result);
            if (result.GetValue(newRole) is { } given) store.SetRole(name, given);
            if (result.GetValue(UnixUser) is not null) store.SetUnixUser(name, user);
            screen.Line($"{store.Find(name)!.Name} is changed");
        }, newRole, UnixUser));

        account.Subcommands.Add(One("disable", "Let nobody log on with an account.", (store, name, _, screen) => screen.Line($"{store.SetEnabled(name, false).Name} is disabled")));
        account.Subcommands.Add(One("enable", "Let an account log on again.", (store, name, _, screen) => screen.Line($"{store.SetEnabled(name, true).Name} is enabled")));
        account.Subcommands.Add(One("remove", "Remove an account and the mappings to it.", (store, name, _, screen) =>
        {
            store.Remove(name);
            screen.Line($"{name} is removed");
        }));
        MappingCommands.AddTo(account);
        root.Subcommands.Add(account);
    }

    /// <summary>A role as people write it.</summary>
    public static string Text(Role role) => role == Role.None ? "none" : role.ToString().ToLowerInvariant();

    /// <summary>Adds the options that every command on the store has.</summary>
    public static Command WithStore(Command command)
    {
        command.Options.Add(StandardOptions.Data);
        command.Options.Add(ServeOptions.SettingsFile);
        return command;
    }

    /// <summary>Opens the store that <c>serve</c> with the same options uses, and works on it.</summary>
    /// <exception cref="CommandException">The store did not do it; one line why.</exception>
    public static void With(ParseResult result, Action<AccountStore> work)
    {
        var settings = ServeOptions.Settings(result);
        var folder = DataFolders.Open(settings.Data);
        try
        {
            work(new AccountStore(folder, ServeSecrets.Open(settings.Secrets, folder)));
        }
        catch (AccountStoreException failure)
        {
            var exitCode = failure.Error is AccountError.NotFound or AccountError.Exists ? ExitCode.Refused : ExitCode.Failed;
            throw new CommandException(exitCode, failure.Message, failure);
        }
    }

    private static Command One(string name, string description, Action<AccountStore, string, ParseResult, Screen> work, params Option[] options)
    {
        var command = WithStore(new Command(name, description) { Name });
        foreach (var option in options) command.Options.Add(option);
        return command.Does((result, screen, _) =>
        {
            With(result, store => work(store, result.GetRequiredValue(Name), result, screen));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static string Password(ParseResult result) =>
        result.GetValue(StandardOptions.PasswordStdin) ? PasswordPrompt.ReadStandardInput() : PasswordPrompt.Ask("Password", twice: true);

    private static string? CheckedUser(ParseResult result)
    {
        if (result.GetValue(UnixUser) is not { Length: > 0 } user) return null;
        return Linux.Shells.UnixUser.Find(user)?.Name ?? throw new CommandException(ExitCode.Failed, $"--unix-user: this machine has no user \"{user}\"");
    }
}
