using System.Runtime.InteropServices;

namespace Sekimori.App.Data;

/// <summary>The owner of a file: .NET reports a file's mode, but not its owner.</summary>
internal static partial class FileOwner
{
    private const int AtCurrentFolder = -100; // AT_FDCWD
    private const uint NeedsOwner = 0x18; // STATX_UID, STATX_GID
    private const int GroupOffset = 24; // stx_gid
    private const int OwnerOffset = 20; // stx_uid; struct statx is the same on every architecture.

    /// <summary>The user id that this process acts as.</summary>
    public static uint Mine => geteuid();

    /// <summary>The user id of the owner of <paramref name="path"/>, following symbolic links.</summary>
    /// <exception cref="IOException">The system does not report it.</exception>
    public static uint Of(string path) => Ask(path, OwnerOffset);

    /// <summary>The group id of <paramref name="path"/>, following symbolic links.</summary>
    /// <exception cref="IOException">The system does not report it.</exception>
    public static uint GroupOf(string path) => Ask(path, GroupOffset);

    private static uint Ask(string path, int offset)
    {
        Span<byte> answer = stackalloc byte[256];
        if (statx(AtCurrentFolder, path, 0, NeedsOwner, answer) != 0)
            throw new IOException($"cannot determine the owner of {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        return MemoryMarshal.Read<uint>(answer[offset..]);
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
