using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_PhysicalFrame")]
internal abstract partial class CimPhysicalFrame : CimPhysicalPackage
{
    public partial bool? AudibleAlarm { get; set; }

    public partial string? BreachDescription { get; set; }

    public partial string? CableManagementStrategy { get; set; }

    public partial bool? LockPresent { get; set; }

    public partial ushort? SecurityBreach { get; set; }

    public partial string[]? ServiceDescriptions { get; set; }

    public partial ushort[]? ServicePhilosophy { get; set; }

    public partial bool? VisibleAlarm { get; set; }
}
