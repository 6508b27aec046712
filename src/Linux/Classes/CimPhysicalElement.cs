using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_PhysicalElement")]
internal abstract partial class CimPhysicalElement : CimManagedSystemElement
{
    public partial string? CreationClassName { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial string? Model { get; set; }

    public partial string? OtherIdentifyingInfo { get; set; }

    public partial string? PartNumber { get; set; }

    public partial bool? PoweredOn { get; set; }

    public partial string? SerialNumber { get; set; }

    public partial string? SKU { get; set; }

    public partial string? Tag { get; set; }

    public partial string? Version { get; set; }
}
