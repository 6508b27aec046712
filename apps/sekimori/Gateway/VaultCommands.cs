using System.CommandLine;
using Sekimori.App.Data;
using Sekimori.App.Serve;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;
using Sekimori.Storage.Vault;

namespace Sekimori.App.Gateway;

/// <summary>sekimori vault: the stored logons of the gateway. A secret comes from a prompt or standard input, and is never shown.</summary>
internal static class VaultCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The entry's name, as in 'as: vault NAME' of a target." };
    private static readonly Option<string> User = new("--user")
    {
        Description = "The account at the target: user@REALM (Kerberos first), DOMAIN\\user, or user.", HelpName = "USER", Required = true
    };

    public static void AddTo(RootCommand root)
    {
        var vault = new Command("vault", "Manage the logons that the gateway uses at its targets.");
        vault.Add(One("add", "Add an entry. Prompts for its password.", (store, name, result, screen) =>
        {
            var added = store.Add(name, result.GetRequiredValue(User), Secret(result));
            screen.Line($"{added.Name} added for {Printable.Of(added.User)}");
        }, User, StandardOptions.PasswordStdin));
        vault.Add(WithStore(new Command("list", "List the entries, without their secrets.") { StandardOptions.Json })
            .Does((result, screen, _) => Task.FromResult(List(result, screen))));
        vault.Add(One("rotate", "Set the password of an entry. Prompts for it.", (store, name, result, screen) =>
        {
            if (store.List().All(entry => !entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new VaultException($"no vault entry \"{name}\"", true);
            screen.Line($"{store.Rotate(name, Secret(result)).Name} has a new password; the gateway's next logons use it");
        }, StandardOptions.PasswordStdin));
        vault.Add(One("remove", "Remove an entry.", (store, name, _, screen) =>
        {
            store.Remove(name);
            screen.Line($"{name} removed");
        }));
        vault.Add(WithStore(new Command("test", "Log on with an entry at each target that uses it.") { Name, StandardOptions.Json })
            .Does(TestAsync));
        root.Add(vault);
    }

    private static int List(ParseResult result, Screen screen)
    {
        IReadOnlyList<VaultEntry> entries = [];
        With(result, (store, _) => entries = store.List());
        if (screen.IsJson)
        {
            screen.Json(entries, VaultListJson.Default.IReadOnlyListVaultEntry);
            return ExitCode.Done;
        }
        if (entries.Count == 0)
        {
            screen.Line($"no entries; create one with {CalledAs.Command} vault add NAME --user USER");
            return ExitCode.Done;
        }
        var table = new Table("name", "user", "created", "password set");
        foreach (var entry in entries)
            table.Add(entry.Name, Printable.Of(entry.User), DisplayTime.Of(entry.Created), DisplayTime.Of(entry.Changed));
        screen.Write(table);
        return ExitCode.Done;
    }

    private static async Task<int> TestAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        if (result.GetValue(ServeOptions.SettingsFile) is null)
            throw new CommandException(ExitCode.Failed, "the targets of an entry are in the settings file: specify --settings FILE");
        var name = result.GetRequiredValue(Name);
        VaultStore? store = null;
        GatewaySettings gateway = new();
        With(result, (opened, settings) =>
        {
            (store, gateway) = (opened, settings.Gateway);
            if (opened.Open(name) is null) throw new VaultException($"no vault entry \"{name}\"", true);
        });
        var targets = new TargetTable(gateway).All
            .Where(host => name.Equals(host.Settings.Vault, StringComparison.OrdinalIgnoreCase)).ToList();
        if (targets.Count == 0) throw new CommandException(ExitCode.Refused, $"no target of the settings has 'as: vault {name}'");
        var steps = new List<TargetStep>();
        foreach (var host in targets) steps.Add(await VaultProbe.RunAsync(host, store!, gateway, cancellationToken));
        if (screen.IsJson) screen.Json(steps, TargetJson.Default.IReadOnlyListTargetStep);
        else
        {
            var table = new Table("target", "result", "finding");
            foreach (var step in steps) table.Add(step.Target, step.Good ? "good" : "bad", Printable.Of(step.Finding));
            screen.Write(table);
        }
        return steps.All(step => step.Good) ? ExitCode.Done : ExitCode.Refused;
    }

    private static Command One(string name, string description, Action<VaultStore, string, ParseResult, Screen> work,
        params Option[] options)
    {
        var command = WithStore(new Command(name, description) { Name });
        foreach (var option in options) command.Options.Add(option);
        return command.Does((result, screen, _) =>
        {
            With(result, (store, _) => work(store, result.GetRequiredValue(Name), result, screen));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static Command WithStore(Command command)
    {
        command.Options.Add(StandardOptions.Data);
        command.Options.Add(ServeOptions.SettingsFile);
        return command;
    }

    private static void With(ParseResult result, Action<VaultStore, GateSettings> work)
    {
        var settings = ServeOptions.Settings(result);
        var path = settings.Data ?? DataFolders.Default();
        // The folder of a server with a keeper belongs to the server's user: root acts as that user in it.
        using var acting = settings.Keeper is not null ? ActingUser.OwnerOf(path) : null;
        var folder = DataFolders.Open(path);
        try
        {
            work(new VaultStore(folder, GateSecrets.Open(settings.Secrets, folder)), settings);
        }
        catch (VaultException failure)
        {
            throw new CommandException(failure.IsRefusal ? ExitCode.Refused : ExitCode.Failed, failure.Message, failure);
        }
    }

    private static string Secret(ParseResult result) =>
        result.GetValue(StandardOptions.PasswordStdin) ? PasswordPrompt.ReadStandardInput() : PasswordPrompt.Ask("Password", twice: true);
}
