using Sekimori.App.Terminal;
using Sekimori.Storage.Files;

namespace Sekimori.App.Data;

/// <summary>The folder with accounts, keys and certificate, and whether it is safe to use.</summary>
internal static class DataFolders
{
    /// <summary>/var/lib/sekimori for root; for others $XDG_DATA_HOME/sekimori, by default ~/.local/share/sekimori.</summary>
    public static string Default()
    {
        if (Environment.IsPrivilegedProcess)
            return "/var/lib/sekimori";
        if (Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data && Path.IsPathRooted(data))
            return Path.Combine(data, "sekimori");
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "sekimori");
    }

    /// <summary>Creates the folder if it is missing, and rejects one that others own or can read.</summary>
    /// <param name="path">The folder; null for the default.</param>
    /// <exception cref="CommandException">It cannot be created, belongs to another user, or is open to others.</exception>
    public static DataFolder Open(string? path)
    {
        var folder = Make(path ?? Default());
        var owner = FileOwner.Of(folder.Path);
        if (owner != FileOwner.Mine)
            throw new CommandException(ExitCode.Failed,
                $"the data folder {folder.Path} belongs to user id {owner}, not to the current user ({FileOwner.Mine}), and its owner " +
                $"could replace the accounts");
        if (DataFolder.IsExposed(folder.Path))
            throw new CommandException(ExitCode.Failed, $"the data folder {folder.Path} is open to other users: chmod 700 {folder.Path}");
        return folder;
    }

    /// <summary>
    /// Held while a server uses the folder, so that a second one does not. The system releases it when the process ends, however it ends.
    /// </summary>
    /// <exception cref="CommandException">Another server holds it.</exception>
    public static IDisposable Lock(DataFolder folder)
    {
        try
        {
            return FileLock.Take(folder.File(RunningServers.LockFile), TimeSpan.Zero);
        }
        catch (TimeoutException failure)
        {
            throw new CommandException(ExitCode.Failed,
                $"another Sekimori serves with the data folder {folder.Path}: stop it, or choose another folder with --data", failure);
        }
    }

    private static DataFolder Make(string path)
    {
        try
        {
            return new DataFolder(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed,
                $"cannot create the data folder {path}: {failure.Message} (choose another one with --data DIR)", failure);
        }
    }
}
