using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>
/// The user database (which may be LDAP or SSSD behind NSS, so that /etc/passwd is not enough), and the numbers of the calls that change
/// one thread's identity.
/// </summary>
internal static unsafe partial class UserCalls
{
    /// <summary>X_OK.</summary>
    internal const int MayExecute = 1;

    /// <summary>access(2) checks the real user of the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ByName(string name, PasswordEntry* entry, byte* buffer, nuint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    internal static partial int ById(uint id, PasswordEntry* entry, byte* buffer, nuint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Groups(string name, uint group, uint* groups, int* count);

    /// <summary>setfsuid(2): of the calling thread alone. Returns the number before.</summary>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    internal static partial int SetFileUser(uint user);

    /// <summary>setfsgid(2): of the calling thread alone. Returns the number before.</summary>
    [LibraryImport("libc", EntryPoint = "setfsgid")]
    internal static partial int SetFileGroup(uint group);

    /// <summary>The C library's: every thread of the process.</summary>
    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    internal static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setresgid", SetLastError = true)]
    internal static partial int SetGroupIds(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    internal static partial int SetUserIds(uint real, uint effective, uint saved);

    /// <summary>
    /// setgroups, setresgid, setresuid: the bare calls affect the calling thread only, whereas the C library's change every thread of the
    /// process.
    /// </summary>
    internal static (int SetGroups, int SetGroupIds, int SetUserIds) Numbers => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (116, 119, 117),
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (159, 149, 147),
        _ => throw new PlatformNotSupportedException(
            $"Shells as another user are not supported on {RuntimeInformation.ProcessArchitecture}."),
    };
}
