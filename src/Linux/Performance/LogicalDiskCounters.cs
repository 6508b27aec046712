using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>PerfDisk_LogicalDisk: the device of each mounted file system, and how full it is.</summary>
internal sealed class LogicalDiskCounters(LinuxHost host)
    : DiskCounters(host, "PerfDisk_LogicalDisk", "FreeMegabytes:g:32 PercentFreeSpace:f:32")
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var reading = Read();
        var rows = new List<CounterRow>();
        foreach (var mount in FileSystemFacts.Visible(Host.Paths.Proc))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Libc.StatVfs(mount.Target, out var facts) != 0 || facts.Blocks == 0)
                continue;
            var row = new CounterRow(mount.Target)
            {
                Timestamp = reading.Timestamp,
                ["FreeMegabytes"] = facts.AvailableBlocks * facts.FragmentSize >> 20,
            };
            row.Set("PercentFreeSpace", facts.AvailableBlocks * facts.FragmentSize >> 20, facts.Blocks * facts.FragmentSize >> 20);
            if (mount.Device is { } device && reading.Devices.TryGetValue(Path.GetFileName(BlockDevices.Resolve(device)), out var io))
                Add(row, reading, io);
            rows.Add(row);
        }
        return rows.Append(DiskTotal(rows, reading));
    }
}
