using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Which mounted file system is on which partition. One on a whole disk, or on a volume made of several, is on none.</summary>
internal sealed class LogicalDiskToPartitionProvider(LinuxHost host) : CimProvider<Win32LogicalDiskToPartition>
{
    protected override IEnumerable<Win32LogicalDiskToPartition> Enumerate(ProviderRequest request)
    {
        var partitions = Disk.ReadAll(host.Paths.Sys).SelectMany(d => d.Partitions)
            .ToDictionary(p => "/dev/" + p.Name, StringComparer.Ordinal);
        foreach (var mount in FileSystemFacts.Visible(host.Paths.Proc))
            if (mount.Device is { } device && partitions.TryGetValue(BlockDevices.Resolve(device), out var partition))
                yield return new Win32LogicalDiskToPartition
                {
                    Antecedent = CimObjectPath.Of("Win32_DiskPartition", "DeviceID", "/dev/" + partition.Name),
                    Dependent = CimObjectPath.Of("Win32_LogicalDisk", "DeviceID", mount.Target),
                    StartingAddress = partition.Start * Disk.KernelSector,
                    EndingAddress = (partition.Start + partition.Size) * Disk.KernelSector - 1,
                };
    }
}
