using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_SoftwareElement")]
internal abstract partial class CimSoftwareElement : CimLogicalElement
{
    public partial string? BuildNumber { get; set; }

    public partial string? CodeSet { get; set; }

    public partial string? IdentificationCode { get; set; }

    public partial string? LanguageEdition { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial string? OtherTargetOS { get; set; }

    public partial string? SerialNumber { get; set; }

    public partial string? SoftwareElementID { get; set; }

    public partial ushort? SoftwareElementState { get; set; }

    public partial ushort? TargetOperatingSystem { get; set; }

    public partial string? Version { get; set; }
}
