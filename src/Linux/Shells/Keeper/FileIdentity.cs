using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// Looks at files as a user. Only the numbers that the kernel checks files with are changed, and only those of one thread: unlike
/// <see cref="UnixIdentity.BecomeOnThisThread"/> this lets the user send no signals to this process (setfsuid(2)).
/// </summary>
internal static class FileIdentity
{
    private const int StackSize = 256 * 1024;

    /// <summary>Runs a function on a thread of its own that reads files as the user; null if it cannot have that user's rights.</summary>
    /// <param name="user">The user; null for that of this process.</param>
    /// <param name="look">The function.</param>
    public static T? Look<T>(UnixUser? user, Func<T?> look) where T : class
    {
        T? seen = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (user is null || Become(user))
                    seen = look();
            }
            catch (Exception e)
            {
                // For the caller, on its own thread.
                failure = e;
            }
        }, StackSize);
        thread.Start();
        thread.Join();
        return failure is null ? seen : throw failure;
    }

    // The groups first: without the user's number the right to change them is gone. setfsuid returns the number before; the second call
    // tells whether the first one did anything.
    private static unsafe bool Become(UnixUser user)
    {
        var groups = user.Groups.ToArray();
        fixed (uint* start = groups)
            if (ProcessCalls.SystemCall(UserCalls.Numbers.SetGroups, groups.Length, (nint)start, 0, 0) != 0)
                return false;
        _ = UserCalls.SetFileGroup(user.Group);
        _ = UserCalls.SetFileUser(user.Id);
        return (uint)UserCalls.SetFileGroup(uint.MaxValue) == user.Group && (uint)UserCalls.SetFileUser(uint.MaxValue) == user.Id;
    }
}
