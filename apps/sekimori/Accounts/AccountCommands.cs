using System.CommandLine;
using Sekimori.App.Data;
using Sekimori.App.Keeper;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Linux.Privileges;
using Sekimori.Storage.Accounts;

namespace Sekimori.App.Accounts;

/// <summary>`sekimori account`: who may log on here. A running server sees each change at once.</summary>
internal static class AccountCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The account's name." };
    private static readonly Option<string?> UnixUser = new("--unix-user")
    {
        Description = "The Unix user that runs the account's shells if the server runs as root; '' for none.", HelpName = "USER"
    };

    /// <summary>The roles that an account can have.</summary>
    public static Option<Role?> RoleOption(string description) => new("--role")
    {
        Description = description,
        HelpName = "reader|operator|administrator",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text is "reader" or "operator" or "administrator") return Enum.Parse<Role>(text, ignoreCase: true);
            argument.AddError($"--role: '{Printable.Of(text)}' is not reader, operator or administrator");
            return null;
        },
    };

    public static void AddTo(RootCommand root)
    {
        var account = new Command("account", "Manage accounts, roles, passwords, and mappings of external identities.");
        var role =
            RoleOption(
            "reader (the default) may read objects; operator may also invoke methods and open shells; administrator may also change " +
            "settings.");
        var newRole = RoleOption("The new role.");

        account.Subcommands.Add(One("add", "Add an account. Prompts for its password.", (store, name, result, screen) =>
        {
            var user = CheckedUser(result);
            var password = Password(result);
            var added = store.Add(name, password, result.GetValue(role) ?? Role.Reader, user);
            screen.Line($"{added.Name} added as {Text(added.Role)}, account {added.Number}");
            KeeperOf(result, screen)?.Change(added.Name, _ =>
                new KeeperAccount(added.Name, added.Number, added.Role, added.Enabled, added.UnixUser));
            WarnOfTrust(added.Role, result, screen);
        }, role, UnixUser, StandardOptions.PasswordStdin));

        account.Subcommands.Add(AccountList.Command());
        account.Subcommands.Add(One("passwd", "Set an account's password. Prompts for it.", (store, name, result, screen) =>
        {
            if (store.Find(name) is null) throw new CommandException(ExitCode.Refused, $"no account \"{name}\"");
            screen.Line($"{store.SetPassword(name, Password(result)).Name} has a new password");
        }, StandardOptions.PasswordStdin));

        account.Subcommands.Add(One("set", "Change an account's role or Unix user.", (store, name, result, screen) =>
        {
            if (result.GetValue(newRole) is null && result.GetValue(UnixUser) is null)
                throw new CommandException(ExitCode.Failed, "nothing to change: specify --role or --unix-user");
            var user = CheckedUser(result);
            if (result.GetValue(newRole) is { } given) store.SetRole(name, given);
            if (result.GetValue(UnixUser) is not null) store.SetUnixUser(name, user);
            var changed = store.Find(name)!;
            // For everything that the command line does not specify, only the keeper's own copy is trusted.
            KeeperOf(result, screen)?.Change(changed.Name, known =>
                known?.Number != changed.Number && (result.GetValue(newRole) is null || result.GetValue(UnixUser) is null)
                ? throw new CommandException(ExitCode.Failed,
                $"the keeper does not know this \"{changed.Name}\": specify both --role and --unix-user")
                : new KeeperAccount(changed.Name, changed.Number, result.GetValue(newRole) ?? known!.Role,
                changed.Number != known?.Number || known.Enabled, result.GetValue(UnixUser) is null ? known!.UnixUser : user));
            screen.Line($"{changed.Name} changed");
            if (result.GetValue(newRole) is not null) WarnOfTrust(changed.Role, result, screen);
        }, newRole, UnixUser));

        account.Subcommands.Add(
            One("disable", "Disable logons for an account.", (store, name, result, screen) => Enable(store, name, false, result, screen)));
        account.Subcommands.Add(
            One("enable", "Enable logons for an account.", (store, name, result, screen) => Enable(store, name, true, result, screen)));
        account.Subcommands.Add(One("remove", "Remove an account and the mappings to it.", (store, name, result, screen) =>
        {
            KeeperOf(result, screen)?.Change(name, _ => null);
            store.Remove(name);
            screen.Line($"{name} removed");
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
        command.Options.Add(KeeperCommands.Accounts);
        return command;
    }

    /// <summary>Opens the store that <c>serve</c> uses with the same options, and works on it.</summary>
    /// <exception cref="CommandException">The store failed; one line with the reason.</exception>
    public static void With(ParseResult result, Action<AccountStore> work)
    {
        var settings = ServeOptions.Settings(result);
        var path = settings.Data ?? DataFolders.Default();
        // The folder of a server with a keeper belongs to the server's user: root acts as that user in it.
        using var acting = HasKeeper(result, settings) ? ActingUser.OwnerOf(path) : null;
        var folder = DataFolders.Open(path);
        try
        {
            work(new AccountStore(folder, GateSecrets.Open(settings.Secrets, folder)));
        }
        catch (AccountStoreException failure)
        {
            var exitCode = failure.Error is AccountError.NotFound or AccountError.Exists ? ExitCode.Refused : ExitCode.Failed;
            throw new CommandException(exitCode, failure.Message, failure);
        }
    }

    private static Command One(string name, string description, Action<AccountStore, string, ParseResult, Screen> work,
        params Option[] options)
    {
        var command = WithStore(new Command(name, description) { Name });
        foreach (var option in options) command.Options.Add(option);
        return command.Does((result, screen, _) =>
        {
            With(result, store => work(store, result.GetRequiredValue(Name), result, screen));
            ServerNote.Write(result, screen);
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static string Password(ParseResult result) =>
        result.GetValue(StandardOptions.PasswordStdin) ? PasswordPrompt.ReadStandardInput() : PasswordPrompt.Ask("Password", twice: true);

    // A server without root runs as one Unix identity: the consequence for users who may start programs is reported when the role is given,
    // not when a shell is denied.
    private static void WarnOfTrust(Role role, ParseResult result, Screen screen)
    {
        if (role < Role.Operator || Environment.IsPrivilegedProcess || HasKeeper(result, ServeOptions.Settings(result))) return;
        screen.Line(ServeOptions.Settings(result).TrustOperators
            ? "A server of this user runs shells as itself (trust-operators): this account has all rights of the server, including " +
            "access to the other accounts."
            : $"A server of this user denies shells and processes, because they would run as the server itself " +
            $"({Linux.OperatorTrust.Setting}).");
    }

    private static void Enable(AccountStore store, string name, bool enabled, ParseResult result, Screen screen)
    {
        KeeperOf(result, screen)?.Change(name, known => known is null ? null : known with { Enabled = enabled });
        screen.Line($"{store.SetEnabled(name, enabled).Name} is {(enabled ? "enabled" : "disabled")}");
    }

    private static bool HasKeeper(ParseResult result, GateSettings settings) =>
        settings.Keeper is not null || result.GetValue(KeeperCommands.Accounts) is not null;

    private static KeeperAccounts? KeeperOf(ParseResult result, Screen screen)
    {
        if (!HasKeeper(result, ServeOptions.Settings(result))) return null;
        if (ActingUser.CanBeRoot) return new KeeperAccounts(result.GetValue(KeeperCommands.Accounts) ?? KeeperAccounts.DefaultPath);
        screen.Line(
            "The keeper's copy is unchanged. It belongs to root, and only it gives rights: run this command as root to change both.");
        return null;
    }

    private static string? CheckedUser(ParseResult result)
    {
        if (result.GetValue(UnixUser) is not { Length: > 0 } user) return null;
        return Linux.Shells.UnixUser.Find(user)?.Name
            ?? throw new CommandException(ExitCode.Failed, $"--unix-user: this machine has no user \"{user}\"");
    }
}
