using System.Globalization;
using System.Text;
using Sekimori.Linux.Host;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Performance;

/// <summary>PerfDisk_LogicalDisk: /proc/diskstats by the device of each mounted file system, and how full it is.</summary>
internal sealed class LogicalDiskCounters(LinuxHost host) : CounterSet(host, "PerfDisk_LogicalDisk", singleton: false, """
    AvgDiskBytesPerRead:a:64 AvgDiskBytesPerTransfer:a:64 AvgDiskBytesPerWrite:a:64 AvgDiskQueueLength:g:64 AvgDiskReadQueueLength:g:64
    AvgDisksecPerRead:g:32 AvgDisksecPerTransfer:g:32 AvgDisksecPerWrite:g:32 AvgDiskWriteQueueLength:g:64 CurrentDiskQueueLength:g:32
    DiskBytesPersec:r:64 DiskReadBytesPersec:r:64 DiskReadsPersec:r:32 DiskTransfersPersec:r:32 DiskWriteBytesPersec:r:64
    DiskWritesPersec:r:32
    FreeMegabytes:g:32 PercentDiskReadTime:b:64 PercentDiskTime:b:64 PercentDiskWriteTime:b:64 PercentFreeSpace:f:32 PercentIdleTime:i:64
    SplitIOPerSec:r:32
    """)
{
    private const ulong Millisecond = TimeSpan.TicksPerMillisecond;

    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var devices = ReadDevices();
        var rows = new List<CounterRow>();
        foreach (var mount in LogicalDiskProvider.Visible(Host.Paths.Proc))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Libc.StatVfs(mount.Target, out var facts) != 0 || facts.Blocks == 0)
                continue;
            var row = new CounterRow(mount.Target) { ["FreeMegabytes"] = facts.AvailableBlocks * facts.FragmentSize >> 20 };
            row.Set("PercentFreeSpace", facts.AvailableBlocks * facts.FragmentSize >> 20, facts.Blocks * facts.FragmentSize >> 20);
            if (mount.Device is { } device && devices.TryGetValue(Path.GetFileName(BlockDevices.Resolve(device)), out var io))
                Add(row, io);
            rows.Add(row);
        }
        return rows.Append(Total(rows));
    }

    // The kernel's Documentation/admin-guide/iostats: reads, merged, sectors, ms; the same for writes; in flight, ms busy, ms weighted.
    private static void Add(CounterRow row, ulong[] io)
    {
        var (readBytes, writtenBytes) = (io[2] * Disk.KernelSector, io[6] * Disk.KernelSector);
        row.Set("AvgDiskBytesPerRead", readBytes, io[0]);
        row.Set("AvgDiskBytesPerWrite", writtenBytes, io[4]);
        row.Set("AvgDiskBytesPerTransfer", readBytes + writtenBytes, io[0] + io[4]);
        row["CurrentDiskQueueLength"] = io[8];
        row["DiskReadsPersec"] = io[0];
        row["DiskWritesPersec"] = io[4];
        row["DiskTransfersPersec"] = io[0] + io[4];
        row["DiskReadBytesPersec"] = readBytes;
        row["DiskWriteBytesPersec"] = writtenBytes;
        row["DiskBytesPersec"] = readBytes + writtenBytes;
        row["PercentDiskReadTime"] = io[3] * Millisecond;
        row["PercentDiskWriteTime"] = io[7] * Millisecond;
        row["PercentDiskTime"] = (io[3] + io[7]) * Millisecond;
        row["PercentIdleTime"] = io[9] * Millisecond;
    }

    private Dictionary<string, ulong[]> ReadDevices()
    {
        var devices = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var line in Encoding.ASCII.GetString(KernelFile.ReadAll(Path.Combine(Host.Paths.Proc, "diskstats"))).Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 14 } words)
                devices[words[2]] = [.. words.Skip(3).Select(w => ulong.Parse(w, CultureInfo.InvariantCulture))];
        return devices;
    }
}
