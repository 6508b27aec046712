using System.Text;
using Sekimori.Linux.Host;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Performance;

/// <summary>PerfOS_System: /proc/stat and /proc/loadavg.</summary>
internal sealed class SystemCounters(LinuxHost host) : CounterSet(host, "PerfOS_System", singleton: true, """
    AlignmentFixupsPersec:r:32 ContextSwitchesPersec:r:32 ExceptionDispatchesPersec:r:32 FileControlBytesPersec:r:64
    FileControlOperationsPersec:r:32
    FileDataOperationsPersec:r:32 FileReadBytesPersec:r:64 FileReadOperationsPersec:r:32 FileWriteBytesPersec:r:64
    FileWriteOperationsPersec:r:32
    FloatingEmulationsPersec:r:32 PercentRegistryQuotaInUse:f:32 Processes:g:32 ProcessorQueueLength:g:32 SystemCallsPersec:r:32
    SystemUpTime:e:64
    Threads:g:32
    """)
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var times = CpuTimes.Read(Host.Paths.Proc);
        // "0.20 0.18 0.12 3/275 4321": of 275 threads 3 run or could.
        var load = Encoding.ASCII.GetString(KernelFile.ReadAll(Path.Combine(Host.Paths.Proc, "loadavg"), 256)).Split(' ', '/');
        ulong? runnable = load.Length > 4 && ulong.TryParse(load[3], out var r) ? r : null;
        ulong? threads = load.Length > 4 && ulong.TryParse(load[4], out var t) ? t : null;
        var processors = (ulong)Math.Max(1, times.Lines.Count - 1);
        return
        [
            new CounterRow("")
            {
                ["ContextSwitchesPersec"] = times.ContextSwitches,
                ["Processes"] = (ulong)ProcessProvider.ProcessIds(Host.Paths.Proc).Count(),
                ["ProcessorQueueLength"] = runnable is { } n ? (n > processors ? n - processors : 0) : null,
                ["SystemUpTime"] = FileTime(Host.Boot),
                ["Threads"] = threads,
            },
        ];
    }
}
