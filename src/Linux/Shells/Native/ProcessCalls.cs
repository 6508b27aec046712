using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>
/// The calls on processes that .NET has no class for: prctl(2), waitid(2), kill(2), pidfd_open(2), prlimit(2), getsid(2).
/// </summary>
internal static unsafe partial class ProcessCalls
{
    internal const int SetDumpable = 4, SetName = 15, SetChildSubreaper = 36, CapabilityAmbient = 47;
    internal const int AmbientClearAll = 4;
    internal const int AllChildren = 0, OneChild = 1;
    internal const int WaitNoHang = 1, WaitExited = 4, WaitNoWait = 0x0100_0000;

    /// <summary>The length of siginfo_t in bytes, the same everywhere.</summary>
    internal const int SigInfoLength = 128;

    /// <summary>RLIMIT_NOFILE.</summary>
    internal const int LimitOpenFiles = 7;

    /// <summary>RLIMIT_RTTIME. Its value is in microseconds, and affects real-time threads only.</summary>
    internal const int LimitRealTime = 15;

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int PrctlName(int option, byte* name, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int kind, int process, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "getsid", SetLastError = true)]
    internal static partial int GetSession(int process);

    [LibraryImport("libc", EntryPoint = "prlimit64", SetLastError = true)]
    internal static partial int PrLimit(int process, int resource, ulong* set, ulong* previous);

    /// <summary>signal(2) with one of the two constants: 0 SIG_DFL, 1 SIG_IGN.</summary>
    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    internal static partial nint Signal(int signal, nint disposition);

    /// <summary>The bare system call, for what must affect one thread only and for calls without a wrapper in older C libraries.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);
}
