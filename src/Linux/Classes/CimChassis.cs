using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Chassis")]
internal abstract partial class CimChassis : CimPhysicalFrame
{
    public partial ushort[]? ChassisTypes { get; set; }

    public partial short? CurrentRequiredOrProduced { get; set; }

    public partial ushort? HeatGeneration { get; set; }

    public partial ushort? NumberOfPowerCords { get; set; }

    public partial string[]? TypeDescriptions { get; set; }
}
