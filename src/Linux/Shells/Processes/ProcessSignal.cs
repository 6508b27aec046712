using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>Signals by number, and their sending to exactly the process that was seen.</summary>
internal static class ProcessSignal
{
    internal const int Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15, Continue = 18, Stop = 19, Hangup = 1, Pipe = 13;

    private const int PidFdSendSignal = 424, PidFdOpen = 434;

    /// <summary>Sends to the process that <paramref name="target"/> names, never to another that got its number since.</summary>
    /// <returns>False where it is gone, or is not ours to signal.</returns>
    internal static bool Send(ProcessEntry target, int signal)
    {
        var descriptor = (int)ProcessCalls.SystemCall(PidFdOpen, target.Id, 0, 0, 0);
        // A kernel before 5.3, or a filter of system calls, has no descriptors of processes: the check of the start must do.
        if (descriptor < 0) return ProcessTable.Read(target.Id)?.Start == target.Start && ProcessCalls.Kill(target.Id, signal) == 0;
        try
        {
            return ProcessTable.Read(target.Id)?.Start == target.Start && ProcessCalls.SystemCall(PidFdSendSignal, descriptor, signal, 0, 0) == 0;
        }
        finally
        {
            _ = DescriptorCalls.Close(descriptor);
        }
    }
}
