using System.Runtime.InteropServices;

namespace Sekimori.App.Posture;

/// <summary>
/// The C library's memory. OpenSSL builds a chain of certificates for each host, on any thread, and glibc gives each thread an arena of its
/// own that grows to the largest of them: an audit of 1,500 hosts needs 131 MB with all arenas, and 126 MB with two.
/// </summary>
internal static partial class NativeMemory
{
    // M_ARENA_MAX of malloc.h.
    private const int ArenaMax = -8;

    /// <summary>Has threads share two arenas; does nothing with another C library.</summary>
    public static void ShareArenas()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            SetOption(ArenaMax, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has neither arenas nor the function.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
