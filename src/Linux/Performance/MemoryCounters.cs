using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>PerfOS_Memory: /proc/meminfo and /proc/vmstat.</summary>
internal sealed class MemoryCounters(LinuxHost host, MemoryFacts memory) : CounterSet(host, "PerfOS_Memory", singleton: true, """
    AvailableBytes:g:64 AvailableKBytes:g:64 AvailableMBytes:g:64 CacheBytes:g:64 CacheBytesPeak:g:64 CacheFaultsPersec:r:32
    CommitLimit:g:64
    CommittedBytes:g:64 DemandZeroFaultsPersec:r:32 FreeAndZeroPageListBytes:g:64 FreeSystemPageTableEntries:g:32 ModifiedPageListBytes:g:64
    PageFaultsPersec:r:32 PageReadsPersec:r:32 PagesInputPersec:r:32 PagesOutputPersec:r:32 PagesPersec:r:32 PageWritesPersec:r:32
    PercentCommittedBytesInUse:f:32 PoolNonpagedAllocs:g:32 PoolNonpagedBytes:g:64 PoolPagedAllocs:g:32 PoolPagedBytes:g:64
    PoolPagedResidentBytes:g:64 SystemCacheResidentBytes:g:64 SystemCodeResidentBytes:g:64 SystemCodeTotalBytes:g:64
    SystemDriverResidentBytes:g:64 SystemDriverTotalBytes:g:64 TransitionFaultsPersec:r:32 TransitionPagesRePurposedPersec:r:32
    WriteCopiesPersec:r:32
    """)
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var kilobytes = memory.Value;
        var vm = KernelFile.ReadAll(Path.Combine(Host.Paths.Proc, "vmstat"));
        var row = new CounterRow("")
        {
            ["AvailableBytes"] = kilobytes.Available * 1024,
            ["AvailableKBytes"] = kilobytes.Available,
            ["AvailableMBytes"] = kilobytes.Available / 1024,
            ["CacheBytes"] = (kilobytes.Cached + kilobytes.Reclaimable) * 1024,
            ["CommitLimit"] = kilobytes.CommitLimit * 1024,
            ["CommittedBytes"] = kilobytes.Committed * 1024,
            ["FreeAndZeroPageListBytes"] = kilobytes.Free * 1024,
            ["ModifiedPageListBytes"] = kilobytes.Dirty * 1024,
            ["PageFaultsPersec"] = Fields.After(vm, "pgfault "u8),
            ["PageReadsPersec"] = Fields.After(vm, "pgmajfault "u8),
            ["PagesOutputPersec"] = Fields.After(vm, "pswpout "u8),
            ["SystemCacheResidentBytes"] = kilobytes.Cached * 1024,
        };
        row.Set("PercentCommittedBytesInUse", kilobytes.Committed / 1024, kilobytes.CommitLimit / 1024);
        return [row];
    }
}
