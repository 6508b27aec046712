using System.Globalization;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>
/// PerfDisk_PhysicalDisk: each disk by its number and name, "0 sda", as Windows names them by number and drives. The number is
/// Win32_DiskDrive.Index.
/// </summary>
internal sealed class PhysicalDiskCounters(LinuxHost host) : DiskCounters(host, "PerfDisk_PhysicalDisk")
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        var reading = Read();
        var rows = new List<CounterRow>();
        foreach (var disk in Disk.ReadAll(Host.Paths.Sys))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = new CounterRow(string.Create(CultureInfo.InvariantCulture, $"{disk.Index} {disk.Name}"))
            {
                Timestamp = reading.Timestamp,
            };
            if (reading.Devices.TryGetValue(disk.Name, out var io))
                Add(row, reading, io);
            rows.Add(row);
        }
        return rows.Append(DiskTotal(rows, reading));
    }
}
