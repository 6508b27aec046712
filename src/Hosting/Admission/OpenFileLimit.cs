using System.Runtime.InteropServices;

namespace Sekimori.Hosting.Admission;

/// <summary>How many file descriptors this process may have (RLIMIT_NOFILE, getrlimit(2)).</summary>
public static unsafe partial class OpenFileLimit
{
    /// <summary>What a process may have where the system does not say.</summary>
    public const long Usual = 1024;

    private const int LinuxNumber = 7, MacNumber = 8;

    /// <summary>Raises the soft limit to the hard one. .NET's own start does so on Linux; if it does not, or is prevented, this does.</summary>
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

    /// <summary>How many descriptors this process may have now.</summary>
    public static long Now()
    {
        if (OperatingSystem.IsWindows()) return int.MaxValue;
        var pair = stackalloc ulong[2];
        return GetLimit(Number, pair) == 0 ? (long)Math.Min(pair[0], int.MaxValue) : Usual;
    }

    private static int Number => OperatingSystem.IsMacOS() ? MacNumber : LinuxNumber;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* pair);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* pair);
}
