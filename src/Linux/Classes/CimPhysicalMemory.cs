using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_PhysicalMemory")]
internal abstract partial class CimPhysicalMemory : CimChip
{
    public partial string? BankLabel { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? Capacity { get; set; }

    [CimQualifier("Units", "bits")]
    public partial ushort? DataWidth { get; set; }

    public partial uint? InterleavePosition { get; set; }

    public partial ushort? MemoryType { get; set; }

    public partial uint? PositionInRow { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? Speed { get; set; }

    [CimQualifier("Units", "bits")]
    public partial ushort? TotalWidth { get; set; }
}
