using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_PhysicalComponent")]
internal abstract partial class CimPhysicalComponent : CimPhysicalElement
{
    public partial bool? HotSwappable { get; set; }

    public partial bool? Removable { get; set; }

    public partial bool? Replaceable { get; set; }
}
