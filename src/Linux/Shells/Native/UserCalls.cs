using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>The user database (which may be LDAP or SSSD behind NSS, so that /etc/passwd alone would not do), and the numbers of the calls that change one thread's identity.</summary>
internal static unsafe partial class UserCalls
{
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ByName(string name, PasswordEntry* entry, byte* buffer, nuint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    internal static partial int ById(uint id, PasswordEntry* entry, byte* buffer, nuint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Groups(string name, uint group, uint* groups, int* count);

    /// <summary>setgroups, setresgid, setresuid: the bare calls concern the calling thread alone, where the C library's change every thread of the process.</summary>
    internal static (int SetGroups, int SetGroupIds, int SetUserIds) Numbers => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (116, 119, 117),
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (159, 149, 147),
        _ => throw new PlatformNotSupportedException($"Shells under another user's name are not known on {RuntimeInformation.ProcessArchitecture}."),
    };
}
