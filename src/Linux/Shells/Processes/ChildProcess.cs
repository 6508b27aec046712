using System.Diagnostics;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>Collects children of this process that .NET does not know, so that no zombie stays.</summary>
internal static unsafe class ChildProcess
{
    /// <summary>Waits for one child's end, and leaves it uncollected, so that its number stays its own.</summary>
    /// <returns>True if it ended by itself, with the exit code 0; false if it did not, or if that is not known.</returns>
    internal static bool WaitForEnd(int process, TimeSpan limit) => Wait(process, limit, ProcessCalls.WaitNoWait);

    /// <summary>Collects one child if it has ended; does not wait.</summary>
    internal static void CollectEnded(int process)
    {
        var info = stackalloc byte[ProcessCalls.SigInfoLength];
        _ = ProcessCalls.WaitId(ProcessCalls.OneChild, process, info, ProcessCalls.WaitExited | ProcessCalls.WaitNoHang);
    }

    /// <summary>
    /// Waits for one child's end and collects it. Returns immediately if it is not a child of ours, or was collected by .NET (which as
    /// process 1 collects all).
    /// </summary>
    internal static void Collect(int process, TimeSpan limit) => Wait(process, limit, 0);

    private static bool Wait(int process, TimeSpan limit, int option)
    {
        const int exited = 1;
        var info = stackalloc byte[ProcessCalls.SigInfoLength];
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            *(int*)(info + 16) = 0;
            if (ProcessCalls.WaitId(ProcessCalls.OneChild, process, info, ProcessCalls.WaitExited | ProcessCalls.WaitNoHang | option) != 0)
                return false;
            if (*(int*)(info + 16) != 0) return *(int*)(info + 8) == exited && *(int*)(info + 24) == 0;
            Thread.Sleep(1);
        }

        return false;
    }

    /// <summary>Collects the ended processes of a keeper that went before them and left them to this process.</summary>
    internal static void CollectOrphans(ShellMark mark)
    {
        var own = Environment.ProcessId;
        var session = ProcessCalls.GetSession(0);
        foreach (var entry in ProcessTable.Read())
        {
            if (entry.Parent == own && entry.HasEnded && entry.Session != session && ShellMark.Read(entry.Id) is { } its
                && its.IsSameKeeper(mark)) Collect(entry.Id, TimeSpan.FromSeconds(1));
        }
    }
}
