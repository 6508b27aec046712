namespace Sekimori.Guard.Admission;

/// <summary>How many of a process's file descriptors connections may take. The rest is for work: files, shells, pipes, the database, the audit log.</summary>
/// <param name="Limit">Descriptors that the process may have (RLIMIT_NOFILE).</param>
/// <param name="Connections">Connections that it may have.</param>
/// <param name="Closing">Connections beyond that which are being closed.</param>
/// <param name="Kept">Descriptors that are kept for work.</param>
public readonly record struct DescriptorShare(long Limit, int Connections, int Closing, int Kept)
{
    /// <summary>The server itself has about 250 open; a command in a shell takes five. An eighth of many is plenty.</summary>
    private const int LeastKept = 512, MostKept = 4096;

    /// <summary>Divides a limit.</summary>
    /// <param name="limit">Descriptors that the process may have.</param>
    /// <param name="wanted">Connections that were asked for.</param>
    public static DescriptorShare Of(long limit, int wanted)
    {
        // With fewer than 1,024 there is not enough for both: half each.
        var kept = (int)Math.Min(Math.Clamp(limit / 8, LeastKept, MostKept), limit / 2);
        var room = Math.Min(limit - kept, int.MaxValue);
        var connections = (int)Math.Clamp(wanted, 1, Math.Max(1, room));
        // Those on their way out use what is kept for work, a quarter of it at most.
        return new(limit, connections, Math.Max(1, kept / 4), kept);
    }
}
