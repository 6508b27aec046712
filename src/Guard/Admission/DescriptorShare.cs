namespace Sekimori.Guard.Admission;

/// <summary>
/// The share of a process's file descriptors that connections may use. The rest is for work: files, shells, pipes, the database, the audit
/// log.
/// </summary>
/// <param name="Limit">The descriptor limit of the process (RLIMIT_NOFILE).</param>
/// <param name="Connections">The limit of connections.</param>
/// <param name="Closing">Connections beyond that limit which are being closed.</param>
/// <param name="Kept">Descriptors reserved for work.</param>
internal readonly record struct DescriptorShare(long Limit, int Connections, int Closing, int Kept)
{
    /// <summary>The server itself has about 250 open; a command in a shell needs five. An eighth of a large limit is enough.</summary>
    private const int LeastKept = 512, MostKept = 4096;

    /// <summary>Divides a limit.</summary>
    /// <param name="limit">The descriptor limit of the process.</param>
    /// <param name="wanted">Connections that were asked for.</param>
    public static DescriptorShare Of(long limit, int wanted)
    {
        // With fewer than 1,024 there is not enough for both: half each.
        var kept = (int)Math.Min(Math.Clamp(limit / 8, LeastKept, MostKept), limit / 2);
        var room = Math.Min(limit - kept, int.MaxValue);
        var connections = (int)Math.Clamp(wanted, 1, Math.Max(1, room));
        // Closing connections use what is reserved for work, a quarter of it at most.
        return new(limit, connections, Math.Max(1, kept / 4), kept);
    }
}
