using System.IO.Enumeration;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>How many files a process has open.</summary>
internal static unsafe class OpenFiles
{
    // Since Linux 6.2 the size of /proc/PID/fd is the number; before, it was 0. This process has some open, so it shows which.
    private static readonly bool KernelCounts = SizeOf("/proc/self/fd") > 0;

    /// <summary>Counts them.</summary>
    /// <param name="directory">The process's fd directory.</param>
    /// <returns>The number; null if it is not to be known.</returns>
    public static uint? Count(ReadOnlySpan<char> directory) =>
        // Elsewhere it may be a copy, as tests make them.
        KernelCounts && directory.StartsWith("/proc/") ? (uint?)SizeOf(directory) : Walk(directory.ToString());

    private static ulong? SizeOf(ReadOnlySpan<char> path)
    {
        Span<byte> name = stackalloc byte[512];
        if (!Encoding.UTF8.TryGetBytes(path, name[..^1], out var length))
            return null;
        name[length] = 0;
        Libc.StatXFacts facts;
        fixed (byte* p = name)
            return Libc.StatX(Libc.CurrentDirectory, p, 0, Libc.StatXSize, &facts) == 0 ? facts.Size : null;
    }

    private static uint? Walk(string directory)
    {
        try
        {
            uint count = 0;
            foreach (var _ in new FileSystemEnumerable<bool>(directory, static (ref FileSystemEntry _) => true))
                count++;
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
