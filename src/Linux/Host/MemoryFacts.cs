namespace Sekimori.Linux.Host;

/// <summary>/proc/meminfo, read at most every 100 ms: the kernel sums it up over all processors each time.</summary>
internal sealed class MemoryFacts(LinuxHost host)
{
    private readonly Cached<Kilobytes> _value = new(host.Time, TimeSpan.FromMilliseconds(100), () => Read(host.Paths.Proc));

    public Kilobytes Value => _value.Value;

    private static Kilobytes Read(string proc)
    {
        Span<byte> buffer = stackalloc byte[8192];
        var text = KernelFile.Read(Path.Combine(proc, "meminfo"), buffer);
        return new Kilobytes(Fields.After(text, "MemTotal:"u8), Fields.After(text, "MemFree:"u8), Fields.After(text, "MemAvailable:"u8),
            Fields.After(text, "SwapTotal:"u8), Fields.After(text, "SwapFree:"u8), Fields.After(text, "Cached:"u8),
            Fields.After(text, "Buffers:"u8),
            Fields.After(text, "Slab:"u8), Fields.After(text, "SReclaimable:"u8), Fields.After(text, "SUnreclaim:"u8),
            Fields.After(text, "Committed_AS:"u8), Fields.After(text, "CommitLimit:"u8), Fields.After(text, "Dirty:"u8));
    }

    /// <summary>The lines of /proc/meminfo that something here reads, in kilobytes; null if the kernel does not have the line.</summary>
    public sealed record Kilobytes(
        ulong? Total, ulong? Free, ulong? Available, ulong? SwapTotal, ulong? SwapFree, ulong? Cached, ulong? Buffers,
        ulong? Slab, ulong? Reclaimable, ulong? Unreclaimable, ulong? Committed, ulong? CommitLimit, ulong? Dirty);
}
