using System.Globalization;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>Signals by number, and their sending to exactly the process that was seen.</summary>
internal static class ProcessSignal
{
    internal const int Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15, Continue = 18, Stop = 19, Hangup = 1, Pipe = 13;

    private const int PidFdSendSignal = 424, PidFdOpen = 434;

    /// <summary>
    /// Ends a process, by the kernel's own rule of whom a user may signal: a process whose real or saved user it is (kill(2)).
    /// </summary>
    /// <param name="process">Its number.</param>
    /// <param name="user">The user; null if all may be signalled.</param>
    /// <returns>0, <see cref="Errno.NoProcess"/> or <see cref="Errno.NotPermitted"/>.</returns>
    internal static int End(int process, uint? user)
    {
        if (ProcessTable.Read(process) is not { } target) return Errno.NoProcess;
        if (user is > 0 && !IsOf(process, user.Value)) return Errno.NotPermitted;
        return Send(target, Kill) ? 0 : ProcessTable.Read(process) is null ? Errno.NoProcess : Errno.NotPermitted;
    }

    /// <summary>Sends to the process that <paramref name="target"/> names, never to another that got its number since.</summary>
    /// <returns>False if it has ended, or is not ours to signal.</returns>
    internal static bool Send(ProcessEntry target, int signal)
    {
        var descriptor = (int)ProcessCalls.SystemCall(PidFdOpen, target.Id, 0, 0, 0);
        // A kernel before 5.3, or a filter of system calls, has no descriptors of processes: the check of the start must do.
        if (descriptor < 0) return ProcessTable.Read(target.Id)?.Start == target.Start && ProcessCalls.Kill(target.Id, signal) == 0;
        try
        {
            return ProcessTable.Read(target.Id)?.Start == target.Start
                && ProcessCalls.SystemCall(PidFdSendSignal, descriptor, signal, 0, 0) == 0;
        }
        finally
        {
            _ = DescriptorCalls.Close(descriptor);
        }
    }

    // proc(5): "Uid:", the real, effective, saved and file system's user.
    private static bool IsOf(int process, uint user)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
                .FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return line?.Split('\t') is [_, var real, _, var saved, ..] && (IsUser(real, user) || IsUser(saved, user));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsUser(string text, uint user) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == user;
}
