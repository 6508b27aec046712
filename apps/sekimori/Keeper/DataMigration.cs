using Sekimori.App.Data;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;

namespace Sekimori.App.Keeper;

/// <summary>
/// A data folder that a server with root's rights has left: its accounts become the keeper's, once, while nobody but root can have written
/// them, and then the folder is given to the server's user.
/// </summary>
internal static class DataMigration
{
    public static void Run(GateSettings settings, UnixUser user, KeeperAccounts accounts, Action<string> say)
    {
        var path = settings.Data ?? DataFolders.Default();
        if (!Directory.Exists(path) || FileOwner.Of(path) != 0 || DataFolder.IsExposed(path)) return;
        var folder = DataFolders.Open(path);
        // A server that runs as root continues to use it: the keeper does not take its files away.
        using var held = DataFolders.Lock(folder);
        foreach (var account in new AccountStore(folder, GateSecrets.Open(settings.Secrets, folder)).List())
            accounts.Change(account.Name, known =>
                known ?? new KeeperAccount(account.Name, account.Number, account.Role, account.Enabled, account.UnixUser));
        // The audit log may be elsewhere; the folder whose owner decides about all of this comes last.
        if (settings.Guard.Audit.Folder is { } audit && Directory.Exists(audit) && FileOwner.Of(audit) == 0 && !DataFolder.IsExposed(audit))
            Give(audit, user);
        Give(path, user);
        say($"changed the owner of the data folder {path} to {user.Name}, and copied its accounts");
    }

    // The folder itself last: until then nobody else can enter it. The target of a link in it does not belong to the folder.
    private static void Give(string folder, UnixUser user)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(
            folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            ActingUser.Give(entry, user.Id, user.Group);
        ActingUser.Give(folder, user.Id, user.Group);
    }
}
