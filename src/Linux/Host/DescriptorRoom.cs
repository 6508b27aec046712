using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Host;

/// <summary>
/// Whether this process has file descriptors left for work that somebody asked for. The last ones are not for it: .NET ends the process
/// where it cannot start a thread for need of one, and the audit log, the accounts and connections need some at any time.
/// </summary>
internal static unsafe class DescriptorRoom
{
    /// <summary>The descriptors of a shell or a command: a socket or three pipes, and those that live only during a start.</summary>
    internal const int OfProcess = 8;

    /// <summary>Reports so in a refusal, with what to do.</summary>
    internal const string Refusal =
        "The server has almost no file descriptors left: close shells, or raise the limit (LimitNOFILE=, ulimit -Hn).";

    /// <summary>True if this many more may be opened.</summary>
    internal static bool Has(int wanted)
    {
        // Connections are held to fewer by what work takes: this leaves room for some, so that whoever logs on can end what takes the
        // descriptors.
        return Limit() is not { } limit || OpenFiles.Count("/proc/self/fd") is not { } open
            || open + wanted <= limit - Math.Min(limit / 4, 128) - 16;
    }

    private static long? Limit()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var pair = stackalloc ulong[2];
        return ProcessCalls.PrLimit(0, ProcessCalls.LimitOpenFiles, null, pair) == 0 ? (long)Math.Min(pair[0], long.MaxValue) : null;
    }
}
