using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sekimori.Hosting.Admission;

/// <summary>The file descriptors of this process: how many it may have (RLIMIT_NOFILE, getrlimit(2)), and how many it has.</summary>
public static unsafe partial class OpenFiles
{
    /// <summary>What a process may have where the system does not say.</summary>
    public const long Usual = 1024;

    private const int LinuxNumber = 7, MacNumber = 8;

    // statx(2): relative to the working directory, the size alone, at its place in the structure.
    private const int WorkingDirectory = -100, SizeWanted = 0x200, SizeAt = 40, StructureSize = 256;

    /// <summary>Raises the soft limit to the hard one. .NET's own start does so on Linux; where it does not, or is prevented, this does.</summary>
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
    public static long Limit()
    {
        if (OperatingSystem.IsWindows()) return int.MaxValue;
        var pair = stackalloc ulong[2];
        return GetLimit(Number, pair) == 0 ? (long)Math.Min(pair[0], int.MaxValue) : Usual;
    }

    /// <summary>How many descriptors this process has: a microsecond with Linux 6.2, which gives the number as the size of a folder; elsewhere the folder is listed.</summary>
    public static int Count()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        Span<byte> structure = stackalloc byte[StructureSize];
        fixed (byte* at = structure)
        {
            if (Statx(WorkingDirectory, "/proc/self/fd", 0, SizeWanted, at) == 0 && BinaryPrimitives.ReadUInt64LittleEndian(structure[SizeAt..]) is > 0 and var size) return (int)size;
        }

        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        }
        catch (IOException)
        {
            // There is none left to list the folder with.
            return int.MaxValue;
        }
    }

    private static int Number => OperatingSystem.IsMacOS() ? MacNumber : LinuxNumber;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* pair);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* pair);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* structure);
}
