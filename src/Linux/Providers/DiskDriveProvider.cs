using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The disks, from /sys/block.</summary>
internal sealed class DiskDriveProvider(LinuxHost host) : CimProvider<Win32DiskDrive>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32DiskDrive> Enumerate(ProviderRequest request)
    {
        foreach (var disk in Disk.ReadAll(host.Paths.Sys))
        {
            var sector = disk.UInt64("queue/logical_block_size") ?? Disk.KernelSector;
            var removable = disk.Text("removable") == "1";
            var address = Address(disk);
            yield return new Win32DiskDrive
            {
                Caption = disk.Text("device/model") ?? disk.Name,
                Description = "Disk drive",
                Name = disk.Device,
                Status = "OK",
                CreationClassName = "Win32_DiskDrive",
                DeviceID = disk.Device,
                PNPDeviceID = null,
                SystemCreationClassName = "Win32_ComputerSystem",
                SystemName = host.Name,
                BytesPerSector = (uint)sector,
                FirmwareRevision = disk.Text("device/rev") ?? disk.Text("device/firmware_rev"),
                Index = (uint)disk.Index,
                InterfaceType = InterfaceOf(disk),
                Manufacturer = disk.Text("device/vendor") is { } vendor && !vendor.StartsWith("0x", StringComparison.Ordinal)
                    ? vendor
                    : null,
                MediaLoaded = disk.Size > 0,
                MediaType = removable ? "Removable Media" : "Fixed hard disk media",
                Model = disk.Text("device/model"),
                Partitions = (uint)disk.Partitions.Count,
                SCSIPort = address is null ? null : (ushort)address[0],
                SCSIBus = address is null ? null : (uint)address[1],
                SCSITargetId = address is null ? null : (ushort)address[2],
                SCSILogicalUnit = address is null ? null : (ushort)address[3],
                SerialNumber = disk.Text("device/serial") ?? disk.Text("serial"),
                Size = disk.Size,
                TotalSectors = disk.Size / sector,
            };
        }
    }

    // "SCSI", "IDE", "USB" and "1394" are Microsoft's words; NVMe disks are SCSI there. Virtio has none.
    private static string? InterfaceOf(Disk disk)
    {
        var path = BlockDevices.Resolve(disk.Directory);
        if (path.Contains("/usb", StringComparison.Ordinal))
            return "USB";
        if (path.Contains("/ata", StringComparison.Ordinal))
            return "IDE";
        return disk.Name.StartsWith("sd", StringComparison.Ordinal) || disk.Name.StartsWith("nvme", StringComparison.Ordinal)
            ? "SCSI"
            : null;
    }

    // "host:channel:target:unit", the name of a SCSI device's directory.
    private static int[]? Address(Disk disk)
    {
        var parts = Path.GetFileName(BlockDevices.Resolve(Path.Combine(disk.Directory, "device"))).Split(':');
        return parts.Length == 4 && Array.TrueForAll(parts, p => int.TryParse(p, out _)) ? Array.ConvertAll(parts, int.Parse) : null;
    }
}
