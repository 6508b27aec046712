using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_DiskPartition", Keys = "DeviceID", Description = "A partition of a disk")]
internal sealed partial class Win32DiskPartition : CimDiskPartition
{
    public partial ushort? AdditionalAvailability { get; set; }

    public partial bool? BootPartition { get; set; }

    public partial uint? DiskIndex { get; set; }

    public partial uint? HiddenSectors { get; set; }

    public partial string[]? IdentifyingDescriptions { get; set; }

    public partial uint? Index { get; set; }

    public partial ulong? MaxQuiesceTime { get; set; }

    public partial string? OtherIdentifyingInfo { get; set; }

    public partial ulong? PowerOnHours { get; set; }

    public partial bool? RewritePartition { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? Size { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? StartingOffset { get; set; }

    public partial ulong? TotalPowerOnHours { get; set; }

    public partial string? Type { get; set; }
}
