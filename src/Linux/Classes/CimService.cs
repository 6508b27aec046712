using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Service")]
internal abstract partial class CimService : CimLogicalElement
{
    public partial string? CreationClassName { get; set; }

    public partial bool? Started { get; set; }

    public partial string? StartMode { get; set; }

    public partial string? SystemCreationClassName { get; set; }

    public partial string? SystemName { get; set; }
}
