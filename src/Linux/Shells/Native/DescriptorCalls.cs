using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>The calls on descriptors: pipes, a pair of sockets, and the passing of descriptors from one process to another.</summary>
internal static unsafe partial class DescriptorCalls
{
    internal const int CloseOnExec = 0x80000;
    internal const int LocalFamily = 1, StreamKind = 1;
    internal const int GetFlags = 1, SetFlags = 2, SetStatus = 4, DuplicateCloseOnExec = 1030, SetPipeSize = 1031;
    internal const int FlagCloseOnExec = 1;
    internal const int NonBlocking = 0x800;
    internal const int NoSignal = 0x4000, MessageCloseOnExec = 0x4000_0000;

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe(int* pair, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveMessage(int socket, MessageHeader* message, int flags);
}
