using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_PhysicalPackage")]
internal abstract partial class CimPhysicalPackage : CimPhysicalElement
{
    [CimQualifier("Units", "inches")]
    public partial float? Depth { get; set; }

    [CimQualifier("Units", "inches")]
    public partial float? Height { get; set; }

    public partial bool? HotSwappable { get; set; }

    public partial bool? Removable { get; set; }

    public partial bool? Replaceable { get; set; }

    [CimQualifier("Units", "pounds")]
    public partial float? Weight { get; set; }

    [CimQualifier("Units", "inches")]
    public partial float? Width { get; set; }
}
