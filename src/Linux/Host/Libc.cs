using System.Runtime.InteropServices;

namespace Sekimori.Linux.Host;

/// <summary>
/// The few calls of libc that .NET has no cheap or no exact counterpart for. The layouts are those of 64-bit Linux, glibc's and musl's
/// alike.
/// </summary>
internal static partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int CloseOnExec = 0x80000;
    public const int ScClockTicks = 2;
    public const int CurrentDirectory = -100;
    public const uint StatXSize = 0x200;
    public const int AsEffectiveUser = 0x200; // AT_EACCESS

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static unsafe partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    public static unsafe partial nint ReadLink(byte* path, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static unsafe partial int StatX(int directory, byte* path, int flags, uint mask, StatXFacts* facts);

    /// <summary>faccessat(2). The kernel checks with the numbers that files are opened with, if it knows faccessat2.</summary>
    [LibraryImport("libc", EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AccessAt(int directory, string path, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatVfs(string path, out VfsFacts facts);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    public static partial nint SysConf(int name);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    public static unsafe partial int UserById(uint uid, Passwd* entry, byte* buffer, nint size, Passwd** result);

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int UserByName(string name, Passwd* entry, byte* buffer, nint size, Passwd** result);

    /// <summary>The start of struct statx up to the times, and room for the rest; see statx(2).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatXFacts
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(64)]
        public long AccessedSeconds;

        [FieldOffset(72)]
        public uint AccessedNanoseconds;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public uint BirthNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(40)]
        public ulong Size;
    }

    /// <summary>struct statvfs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct VfsFacts
    {
        public ulong BlockSize, FragmentSize, Blocks, FreeBlocks, AvailableBlocks, Files, FreeFiles, AvailableFiles, FileSystemId, Flags,
            NameMax;
        private fixed int _spare[6];
    }

    /// <summary>struct passwd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Passwd
    {
        public byte* Name;
        public byte* Password;
        public uint UserId;
        public uint GroupId;
        public byte* FullName;
        public byte* Home;
        public byte* Shell;
    }
}
