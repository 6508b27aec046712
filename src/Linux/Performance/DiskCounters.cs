using System.Globalization;
using System.Text;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>The counters of disks that come from /proc/diskstats.</summary>
internal abstract class DiskCounters(LinuxHost host, string name, string more = "") : CounterSet(host, name, singleton: false, """
    AvgDiskBytesPerRead:a:64 AvgDiskBytesPerTransfer:a:64 AvgDiskBytesPerWrite:a:64 AvgDiskQueueLength:q:64 AvgDiskReadQueueLength:q:64
    AvgDisksecPerRead:t:32 AvgDisksecPerTransfer:t:32 AvgDisksecPerWrite:t:32 AvgDiskWriteQueueLength:q:64 CurrentDiskQueueLength:g:32
    DiskBytesPersec:r:64 DiskReadBytesPersec:r:64 DiskReadsPersec:r:32 DiskTransfersPersec:r:32 DiskWriteBytesPersec:r:64
    DiskWritesPersec:r:32
    PercentDiskReadTime:p:64 PercentDiskTime:p:64 PercentDiskWriteTime:p:64 PercentIdleTime:p:64 SplitIOPerSec:r:32

    """ + more)
{
    private const ulong Millisecond = TimeSpan.TicksPerMillisecond;

    private static readonly string[] _shares =
        ["PercentDiskReadTime", "PercentDiskTime", "PercentDiskWriteTime", "PercentIdleTime"];

    /// <summary>Reads the kernel's statistics; the rows of one reading have its time.</summary>
    protected Reading Read()
    {
        var devices = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        var (stamp, time) = (Host.Time.GetTimestamp(), FileTime(Host.Time.GetUtcNow()));
        foreach (var line in Encoding.ASCII.GetString(KernelFile.ReadAll(Path.Combine(Host.Paths.Proc, "diskstats"))).Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 14 } words)
                devices[words[2]] = [.. words.Skip(3).Select(w => ulong.Parse(w, CultureInfo.InvariantCulture))];
        return new Reading(devices, stamp, time);
    }

    // The kernel's Documentation/admin-guide/iostats: reads, merged, sectors, ms; the same for writes; in flight, ms busy, ms weighted.
    protected void Add(CounterRow row, Reading reading, ulong[] io)
    {
        var (readBytes, writtenBytes) = (io[2] * Disk.KernelSector, io[6] * Disk.KernelSector);
        row.Set("AvgDiskBytesPerRead", readBytes, io[0]);
        row.Set("AvgDiskBytesPerWrite", writtenBytes, io[4]);
        row.Set("AvgDiskBytesPerTransfer", readBytes + writtenBytes, io[0] + io[4]);
        row.Set("AvgDisksecPerRead", Ticks(io[3]), io[0]);
        row.Set("AvgDisksecPerWrite", Ticks(io[7]), io[4]);
        row.Set("AvgDisksecPerTransfer", Ticks(io[3] + io[7]), io[0] + io[4]);
        row["AvgDiskReadQueueLength"] = io[3] * Millisecond;
        row["AvgDiskWriteQueueLength"] = io[7] * Millisecond;
        row["AvgDiskQueueLength"] = io[10] * Millisecond;
        row["CurrentDiskQueueLength"] = io[8];
        row["DiskReadsPersec"] = io[0];
        row["DiskWritesPersec"] = io[4];
        row["DiskTransfersPersec"] = io[0] + io[4];
        row["DiskReadBytesPersec"] = readBytes;
        row["DiskWriteBytesPersec"] = writtenBytes;
        row["DiskBytesPersec"] = readBytes + writtenBytes;
        row.Set("PercentDiskReadTime", io[3] * Millisecond, reading.Time);
        row.Set("PercentDiskWriteTime", io[7] * Millisecond, reading.Time);
        row.Set("PercentDiskTime", (io[3] + io[7]) * Millisecond, reading.Time);
        // What was not busy: as on Windows it grows while the disk is idle.
        row.Set("PercentIdleTime", reading.Time - Math.Min(reading.Time, io[9] * Millisecond), reading.Time);
    }

    /// <summary>Adds up rows; of what is a share of the time, the average over the disks.</summary>
    protected static CounterRow DiskTotal(IReadOnlyCollection<CounterRow> rows, Reading reading)
    {
        var total = Total(rows, timestamp: reading.Timestamp);
        foreach (var share in _shares)
            if (rows.Count(r => r.Values.ContainsKey(share)) is > 1 and var count)
            {
                var (value, time) = total.Values[share];
                total.Values[share] = (value / (ulong)count, time / (ulong)count);
            }
        return total;
    }

    private ulong Ticks(ulong milliseconds) => (ulong)(milliseconds * (UInt128)Frequency / 1000);

    /// <summary>One reading of the statistics: by device, when in ticks, and when as a time.</summary>
    protected sealed record Reading(Dictionary<string, ulong[]> Devices, long Timestamp, ulong Time);
}
