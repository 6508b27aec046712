using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The partitions of the disks, from /sys/block.</summary>
internal sealed class DiskPartitionProvider(LinuxHost host) : CimProvider<Win32DiskPartition>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32DiskPartition> Enumerate(ProviderRequest request)
    {
        foreach (var disk in Disk.ReadAll(host.Paths.Sys))
        {
            var sector = disk.UInt64("queue/logical_block_size") ?? Disk.KernelSector;
            foreach (var partition in disk.Partitions)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"Disk #{disk.Index}, Partition #{partition.Number - 1}");
                yield return new Win32DiskPartition
                {
                    Caption = name,
                    Description = BlockDevices.LinkTo(host.Paths.Dev, "disk/by-partlabel", "/dev/" + partition.Name),
                    Name = name,
                    CreationClassName = "Win32_DiskPartition",
                    DeviceID = "/dev/" + partition.Name,
                    SystemCreationClassName = "Win32_ComputerSystem",
                    SystemName = host.Name,
                    BlockSize = sector,
                    NumberOfBlocks = partition.Size * Disk.KernelSector / sector,
                    DiskIndex = (uint)disk.Index,
                    Index = (uint)partition.Number - 1,
                    Size = partition.Size * Disk.KernelSector,
                    StartingOffset = partition.Start * Disk.KernelSector,
                };
            }
        }
    }
}
