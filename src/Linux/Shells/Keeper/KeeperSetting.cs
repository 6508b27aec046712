using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>What a keeper sets for itself before its first command, and its commands inherit.</summary>
internal static unsafe partial class KeeperSetting
{
    /// <summary>
    /// The usual soft limit of open files. .NET raises its own to the hard one, which programs on select(2) do not survive.
    /// </summary>
    private const ulong OpenFiles = 1024;

    private const uint UsualFileMask = 0b000_010_010;

    /// <summary>Prepares this process.</summary>
    /// <returns>True if the mark is on it.</returns>
    internal static bool Prepare(ShellMark mark)
    {
        var marked = mark.PutOn();
        _ = ProcessCalls.Prctl(ProcessCalls.SetChildSubreaper, 1, 0, 0, 0);
        fixed (byte* name = "sekimori-shell\0"u8) _ = ProcessCalls.PrctlName(ProcessCalls.SetName, name, 0, 0, 0);
        // It ends with its connection, and after the processes it keeps, not before them.
        foreach (var signal in new[]
        {
            ProcessSignal.Hangup, ProcessSignal.Interrupt, ProcessSignal.Quit, ProcessSignal.Terminate, ProcessSignal.Pipe
        }) _ = ProcessCalls.Signal(signal, 1);
        PrepareForPrograms();
        // If it has its user's identity, that user's other processes can neither trace it nor check its descriptors and memory.
        _ = ProcessCalls.Prctl(ProcessCalls.SetDumpable, 0, 0, 0, 0);
        return marked;
    }

    /// <summary>Sets what any program that this process starts is to have.</summary>
    internal static void PrepareForPrograms()
    {
        // A capability that a service manager gave the server for its ports is not theirs.
        _ = ProcessCalls.Prctl(ProcessCalls.CapabilityAmbient, ProcessCalls.AmbientClearAll, 0, 0, 0);
        _ = SetFileMask(UsualFileMask);
        LimitFiles();
        CloseOnExec();
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetFileMask(uint mask);

    private static void LimitFiles()
    {
        var pair = stackalloc ulong[2];
        if (ProcessCalls.PrLimit(0, ProcessCalls.LimitOpenFiles, null, pair) != 0) return;
        pair[0] = Math.Min(pair[1], OpenFiles);
        _ = ProcessCalls.PrLimit(0, ProcessCalls.LimitOpenFiles, pair, null);
    }

    /// <summary>Marks every descriptor that was not marked as close-on-exec before: none reaches a program.</summary>
    internal static void CloseOnExec()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor))
                _ = DescriptorCalls.Control(descriptor, DescriptorCalls.SetFlags, DescriptorCalls.FlagCloseOnExec);
        }
    }
}
