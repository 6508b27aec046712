using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Chip")]
internal abstract partial class CimChip : CimPhysicalComponent
{
    public partial ushort? FormFactor { get; set; }
}
