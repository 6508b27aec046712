using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_DiskDrive", Keys = "DeviceID", Description = "A disk")]
internal sealed partial class Win32DiskDrive : CimDiskDrive
{
    [CimQualifier("Units", "bytes")]
    public partial uint? BytesPerSector { get; set; }

    public partial string? FirmwareRevision { get; set; }

    public partial uint? Index { get; set; }

    public partial string? InterfaceType { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial bool? MediaLoaded { get; set; }

    public partial string? MediaType { get; set; }

    public partial string? Model { get; set; }

    public partial uint? Partitions { get; set; }

    public partial uint? SCSIBus { get; set; }

    public partial ushort? SCSILogicalUnit { get; set; }

    public partial ushort? SCSIPort { get; set; }

    public partial ushort? SCSITargetId { get; set; }

    public partial uint? SectorsPerTrack { get; set; }

    public partial string? SerialNumber { get; set; }

    public partial uint? Signature { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? Size { get; set; }

    public partial ulong? TotalCylinders { get; set; }

    public partial uint? TotalHeads { get; set; }

    public partial ulong? TotalSectors { get; set; }

    public partial ulong? TotalTracks { get; set; }

    public partial uint? TracksPerCylinder { get; set; }
}
