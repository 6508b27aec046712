using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Which partition is on which disk.</summary>
internal sealed class DiskToPartitionProvider(LinuxHost host) : CimProvider<Win32DiskDriveToDiskPartition>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32DiskDriveToDiskPartition> Enumerate(ProviderRequest request) =>
        from disk in Disk.ReadAll(host.Paths.Sys)
        from partition in disk.Partitions
        select new Win32DiskDriveToDiskPartition
        {
            Antecedent = CimObjectPath.Of("Win32_DiskDrive", "DeviceID", disk.Device),
            Dependent = CimObjectPath.Of("Win32_DiskPartition", "DeviceID", "/dev/" + partition.Name),
        };
}
