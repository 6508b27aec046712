using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Processor")]
internal abstract partial class CimProcessor : CimLogicalDevice
{
    [CimQualifier("Units", "bits")]
    public partial ushort? AddressWidth { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? CurrentClockSpeed { get; set; }

    [CimQualifier("Units", "bits")]
    public partial ushort? DataWidth { get; set; }

    public partial ushort? Family { get; set; }

    [CimQualifier("Units", "percent")]
    public partial ushort? LoadPercentage { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? MaxClockSpeed { get; set; }

    public partial string? OtherFamilyDescription { get; set; }

    public partial string? Role { get; set; }

    public partial string? Stepping { get; set; }

    public partial string? UniqueId { get; set; }

    public partial ushort? UpgradeMethod { get; set; }
}
