using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>PerfOS_Processor: /proc/stat.</summary>
internal sealed class ProcessorCounters(LinuxHost host) : CounterSet(host, "PerfOS_Processor", singleton: false, """
    C1TransitionsPersec:r:64 C2TransitionsPersec:r:64 C3TransitionsPersec:r:64 DPCRate:g:32 DPCsQueuedPersec:r:32 InterruptsPersec:r:32
    PercentC1Time:b:64 PercentC2Time:b:64 PercentC3Time:b:64 PercentDPCTime:b:64 PercentIdleTime:b:64 PercentInterruptTime:b:64
    PercentPrivilegedTime:b:64 PercentProcessorTime:i:64 PercentUserTime:b:64
    """)
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var times = CpuTimes.Read(Host.Paths.Proc);
        var tick = (ulong)(TimeSpan.TicksPerSecond / LinuxHost.ClockTicks);
        var rows = new List<CounterRow>();
        foreach (var line in times.Lines.Where(l => l.Name.Length > 3))
            rows.Add(new CounterRow(line.Name[3..])
            {
                ["PercentDPCTime"] = line.SoftInterrupt * tick,
                ["PercentIdleTime"] = line.NotBusy * tick,
                ["PercentInterruptTime"] = line.Interrupt * tick,
                // As on Windows, the time in interrupts is part of the privileged one.
                ["PercentPrivilegedTime"] = (line.System + line.Interrupt + line.SoftInterrupt) * tick,
                ["PercentProcessorTime"] = line.NotBusy * tick,
                ["PercentUserTime"] = (line.User + line.Nice) * tick,
            });
        var total = Total(rows, average: true);
        total["InterruptsPersec"] = times.Interrupts;
        return rows.Append(total);
    }
}
