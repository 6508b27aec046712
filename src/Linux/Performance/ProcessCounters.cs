using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Performance;

/// <summary>
/// PerfProc_Process: what Win32_Process knows. Of several processes of one name the later ones have "#1", "#2" after it, as on Windows.
/// </summary>
internal sealed class ProcessCounters(LinuxHost host, ProcessProvider processes)
    : CounterSet(host, "PerfProc_Process", singleton: false, """
    CreatingProcessID:g:32 ElapsedTime:e:64 HandleCount:g:32 IDProcess:g:32 IODataBytesPersec:r:64 IODataOperationsPersec:r:64
    IOOtherBytesPersec:r:64
    IOOtherOperationsPersec:r:64 IOReadBytesPersec:r:64 IOReadOperationsPersec:r:64 IOWriteBytesPersec:r:64 IOWriteOperationsPersec:r:64
    PageFaultsPersec:r:32 PageFileBytes:g:64 PageFileBytesPeak:g:64 PercentPrivilegedTime:b:64 PercentProcessorTime:b:64
    PercentUserTime:b:64
    PoolNonpagedBytes:g:32 PoolPagedBytes:g:32 PriorityBase:g:32 PrivateBytes:g:64 ThreadCount:g:32 VirtualBytes:g:64 VirtualBytesPeak:g:64
    WorkingSet:g:64 WorkingSetPeak:g:64 WorkingSetPrivate:g:64
    """)
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var rows = new List<CounterRow>();
        // The clock is read beside each process: with thousands, or on a busy machine, the last one is read long after the first.
        foreach (var (process, stamp) in processes.ReadAll(cancellationToken).Select(p => (Process: p, Stamp: Host.Time.GetTimestamp()))
            .OrderBy(p => p.Process.ProcessId))
        {
            var name = process.Name!;
            var again = seen[name] = seen.GetValueOrDefault(name, -1) + 1;
            rows.Add(Row(process, stamp, again == 0 ? name : $"{name}#{again}"));
        }
        var total = Total(rows);
        foreach (var own in (string[])["CreatingProcessID", "IDProcess", "ElapsedTime"])
            total.Values.Remove(own);
        return rows.Append(total);
    }

    private static CounterRow Row(Win32Process process, long stamp, string name) => new(name)
    {
        Timestamp = stamp,
        ["CreatingProcessID"] = process.ParentProcessId,
        ["ElapsedTime"] = process.CreationDate is { } start ? FileTime(start.Time) : null,
        ["HandleCount"] = process.HandleCount,
        ["IDProcess"] = process.ProcessId,
        ["IODataBytesPersec"] = process.ReadTransferCount + process.WriteTransferCount,
        ["IODataOperationsPersec"] = process.ReadOperationCount + process.WriteOperationCount,
        ["IOReadBytesPersec"] = process.ReadTransferCount,
        ["IOReadOperationsPersec"] = process.ReadOperationCount,
        ["IOWriteBytesPersec"] = process.WriteTransferCount,
        ["IOWriteOperationsPersec"] = process.WriteOperationCount,
        ["PageFaultsPersec"] = process.PageFaults,
        ["PageFileBytes"] = process.PageFileUsage * 1024UL,
        ["PercentPrivilegedTime"] = process.KernelModeTime,
        ["PercentProcessorTime"] = process.KernelModeTime + process.UserModeTime,
        ["PercentUserTime"] = process.UserModeTime,
        ["ThreadCount"] = process.ThreadCount,
        ["VirtualBytes"] = process.VirtualSize,
        ["VirtualBytesPeak"] = process.PeakVirtualSize,
        ["WorkingSet"] = process.WorkingSetSize,
        ["WorkingSetPeak"] = process.PeakWorkingSetSize * 1024UL,
    };
}
