using System.Runtime.InteropServices;

namespace Sekimori.Server.Tests.Tls;

/// <summary>The memory of the C library: what has been allocated and not freed, of all threads.</summary>
internal static partial class NativeMemory
{
    /// <summary>Bytes in use; null where the library does not say.</summary>
    public static long? InUse
    {
        get
        {
            try
            {
                return (long)Read().InUse;
            }
            catch (EntryPointNotFoundException)
            {
                return null;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Info Read();

    // struct mallinfo2 of malloc.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Info
    {
        public nuint Arena, FreeChunks, FastBins, Mapped, MappedBytes, Unused, FastBytes, InUse, Free, Releasable;
    }
}
