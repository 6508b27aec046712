using System.Runtime.InteropServices;

namespace Sekimori.Server.Tests.Admission;

/// <summary>The bare system call setresuid(2), which concerns one thread.</summary>
internal static partial class LinuxCalls
{
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 117 : 147;

    public static nint SetThreadUser(int user) => Call(Number, -1, user, -1);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint real, nint effective, nint saved);
}
