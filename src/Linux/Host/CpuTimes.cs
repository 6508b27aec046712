namespace Sekimori.Linux.Host;

/// <summary>/proc/stat: how long each processor has done what since the start, in ticks.</summary>
internal sealed record CpuTimes(IReadOnlyList<CpuTimes.Line> Lines, ulong ContextSwitches, ulong Interrupts, ulong SoftInterrupts)
{
    /// <summary>One processor; the first line of the file is all of them together.</summary>
    internal sealed record Line(string Name, ulong User, ulong Nice, ulong System, ulong Idle, ulong Wait, ulong Interrupt,
        ulong SoftInterrupt, ulong Steal)
    {
        public ulong NotBusy => Idle + Wait;

        public ulong Total => User + Nice + System + Idle + Wait + Interrupt + SoftInterrupt + Steal;
    }

    public static CpuTimes Read(string proc)
    {
        ReadOnlySpan<byte> text = KernelFile.ReadAll(Path.Combine(proc, "stat"));
        var lines = new List<Line>();
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (!line.StartsWith("cpu"u8))
                break;
            var fields = new Fields(line);
            var name = System.Text.Encoding.ASCII.GetString(fields.Next());
            lines.Add(
                new Line(name, fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(),
                fields.UInt64(), fields.UInt64()));
        }
        return new CpuTimes(lines, Fields.After(text, "ctxt "u8) ?? 0, Fields.After(text, "intr "u8) ?? 0,
            Fields.After(text, "softirq "u8) ?? 0);
    }
}
