using System.Runtime.InteropServices;
using Sekimori.App.Terminal;

namespace Sekimori.App.Data;

/// <summary>Root acting as the owner of a data folder: root neither follows nor writes as root what another user may replace.</summary>
internal sealed partial class ActingUser : IDisposable
{
    private ActingUser(string folder)
    {
        var (user, group) = (FileOwner.Of(folder), FileOwner.GroupOf(folder));
        if (setegid(group) != 0 || seteuid(user) != 0)
            throw new CommandException(ExitCode.Failed,
                $"cannot act as the owner of {folder} (user id {user}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>True in a process that was started as root, even if it acts as another user now.</summary>
    public static bool CanBeRoot => getuid() == 0;

    /// <summary>Acts as the owner of a folder, until it is disposed of; null if nothing must be changed.</summary>
    public static ActingUser? OwnerOf(string folder) =>
        FileOwner.Mine == 0 && Directory.Exists(folder) && FileOwner.Of(folder) != 0 ? new ActingUser(folder) : null;

    /// <summary>Runs something as root, in a process that was started as root.</summary>
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

    /// <summary>Changes the owner of a file or folder, without following symbolic links.</summary>
    public static void Give(string path, uint user, uint group)
    {
        if (lchown(path, user, group) != 0)
            throw new IOException($"cannot change the owner of {path} to user id {user}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => Require(seteuid(0) == 0 && setegid(0) == 0);

    private static void Require(bool isDone)
    {
        if (!isDone)
            throw new CommandException(ExitCode.Failed,
                $"the keeper's copy of the accounts belongs to root: run this as root ({Marshal.GetLastPInvokeErrorMessage()})");
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
