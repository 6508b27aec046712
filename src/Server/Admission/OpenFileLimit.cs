using System.Runtime.InteropServices;

namespace Sekimori.Server.Admission;

/// <summary>The limit of file descriptors of this process (RLIMIT_NOFILE, getrlimit(2)).</summary>
internal static unsafe partial class OpenFileLimit
{
    /// <summary>The assumed limit if the system does not report one.</summary>
    public const long Usual = 1024;

    private const int LinuxNumber = 7, MacNumber = 8;

    // statx(2): AT_FDCWD, STATX_SIZE, and the position of stx_size in the 256 bytes of the answer.
    private const int CurrentDirectory = -100, StatXSize = 0x200, StatXSizeAt = 40, StatXLength = 256;

    /// <summary>
    /// Raises the soft limit to the hard one. .NET does so at its start on Linux; if it does not, or is prevented, this does.
    /// </summary>
    /// <returns>How many descriptors this process may have.</returns>
    public static long Raise()
    {
        if (OperatingSystem.IsWindows()) return int.MaxValue;
        var pair = stackalloc ulong[2];
        if (GetLimit(Number, pair) != 0) return Usual;
        if (pair[0] < pair[1])
        {
            var soft = pair[0];
            pair[0] = pair[1];
            if (SetLimit(Number, pair) != 0) pair[0] = soft;
        }

        return (long)Math.Min(pair[0], int.MaxValue);
    }

    /// <summary>The current limit of descriptors of this process.</summary>
    public static long Now()
    {
        if (OperatingSystem.IsWindows()) return int.MaxValue;
        var pair = stackalloc ulong[2];
        return GetLimit(Number, pair) == 0 ? (long)Math.Min(pair[0], int.MaxValue) : Usual;
    }

    /// <summary>
    /// How many descriptors this process has open; 0 if that is unknown, <see cref="int.MaxValue"/> if there is none left to count with.
    /// </summary>
    public static int Used()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        // Since Linux 6.2 the size of the folder is the number (proc_pid_fd(5)); before, it was 0.
        var facts = stackalloc byte[StatXLength];
        fixed (byte* path = "/proc/self/fd\0"u8)
            if (StatX(CurrentDirectory, path, 0, StatXSize, facts) == 0 && *(ulong*)(facts + StatXSizeAt) is > 0 and var count)
                return (int)Math.Min(count, int.MaxValue);
        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return int.MaxValue;
        }
    }

    private static int Number => OperatingSystem.IsMacOS() ? MacNumber : LinuxNumber;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* pair);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatX(int directory, byte* path, int flags, uint mask, byte* facts);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* pair);
}
