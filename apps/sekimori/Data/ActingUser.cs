using System.Runtime.InteropServices;
using Sekimori.App.Terminal;

namespace Sekimori.App.Data;

/// <summary>Root acting as the owner of a data folder: what another user may replace, root neither follows nor writes to as root.</summary>
internal sealed partial class ActingUser : IDisposable
{
    private ActingUser(string folder)
    {
        var (user, group) = (FileOwner.Of(folder), FileOwner.GroupOf(folder));
        if (setegid(group) != 0 || seteuid(user) != 0) throw new CommandException(ExitCode.Failed, $"cannot act as the owner of {folder} (user id {user}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>True in a process that was started as root, whoever it acts as now.</summary>
    public static bool CanBeRoot => getuid() == 0;

    /// <summary>Acts as the owner of a folder, until it is disposed of; null if nothing must be changed.</summary>
    public static ActingUser? OwnerOf(string folder) => FileOwner.Mine == 0 && Directory.Exists(folder) && FileOwner.Of(folder) != 0 ? new ActingUser(folder) : null;

    /// <summary>Does something as root, in a process that was started as root.</summary>
    public static void AsRoot(Action work)
    {
        var (user, group) = (FileOwner.Mine, getegid());
        Require(seteuid(0) == 0 && setegid(0) == 0);
        try
        {
            work();
        }
        finally
        {
            Require(setegid(group) == 0 && seteuid(user) == 0);
        }
    }

    /// <summary>Gives a file or folder, no symbolic link followed, to a user.</summary>
    public static void Give(string path, uint user, uint group)
    {
        if (lchown(path, user, group) != 0) throw new IOException($"cannot change the owner of {path} to user id {user}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => Require(seteuid(0) == 0 && setegid(0) == 0);

    private static void Require(bool isDone)
    {
        if (!isDone) throw new CommandException(ExitCode.Failed, $"the keeper's copy of the accounts belongs to root: run this as root ({Marshal.GetLastPInvokeErrorMessage()})");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int seteuid(uint user);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setegid(uint group);

    [LibraryImport("libc")]
    private static partial uint getuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);
}
