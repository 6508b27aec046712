using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sekimori.Storage.Files;

/// <summary>
/// Opens a file to append lines to, readable by its owner only if it is created. An existing link is not followed: another user may have
/// created it.
/// </summary>
internal static partial class AppendedFile
{
    // open(2): O_WRONLY, O_CREAT, O_APPEND, O_CLOEXEC, and O_NOFOLLOW, which differs between processors.
    private const int Append = 0x1 | 0x40 | 0x400 | 0x80000;
    private const int OwnerOnly = 0x180;
    private const int TooManyLinks = 40;

    private static readonly int s_noFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm
        ? 0x8000
        : 0x20000;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file. Names in /dev and /proc may be links: those belong to the system.</param>
    /// <exception cref="IOException">It cannot be opened, or is a link.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux() || path.StartsWith("/dev/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal))
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0
            });
        var descriptor = open(path, Append | s_noFollow, OwnerOnly);
        if (descriptor >= 0) return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        var error = Marshal.GetLastPInvokeError();
        throw new IOException(error == TooManyLinks
            ? $"{path} is a link; links are not followed"
            : $"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags, int mode);
}
