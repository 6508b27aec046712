using System.Runtime.InteropServices;

namespace Sekimori.Hosting.Admission;

/// <summary>The file descriptors that this process may have (RLIMIT_NOFILE, getrlimit(2)).</summary>
public static unsafe partial class OpenFiles
{
    /// <summary>What a process may have where the system does not say.</summary>
    public const long Usual = 1024;

    private const int LinuxNumber = 7, MacNumber = 8;

    // So many are opened and closed again to see whether they can be had.
    private const int LeastFree = 32;

    /// <summary>Raises the soft limit to the hard one. .NET's own start does so on Linux; where it does not, or is prevented, this does.</summary>
    /// <returns>How many descriptors this process may have.</returns>
    public static long Raise()
    {
        if (OperatingSystem.IsWindows()) return int.MaxValue;
        var number = OperatingSystem.IsMacOS() ? MacNumber : LinuxNumber;
        var pair = stackalloc ulong[2];
        if (GetLimit(number, pair) != 0) return Usual;
        if (pair[0] < pair[1])
        {
            var soft = pair[0];
            pair[0] = pair[1];
            if (SetLimit(number, pair) != 0) pair[0] = soft;
        }

        return (long)Math.Min(pair[0], int.MaxValue);
    }

    /// <summary>Whether hardly any descriptor can be had: accept(2) would fail at once, and again at once.</summary>
    public static bool AreShort()
    {
        if (OperatingSystem.IsWindows()) return false;
        var opened = new SafeHandle?[LeastFree];
        try
        {
            for (var i = 0; i < LeastFree; i++) opened[i] = File.OpenHandle("/dev/null");
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        finally
        {
            foreach (var one in opened) one?.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* pair);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* pair);
}
