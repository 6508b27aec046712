using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Product")]
internal abstract partial class CimProduct : CimInstance
{
    public partial string? Caption { get; set; }

    public partial string? Description { get; set; }

    [CimKey]
    public partial string? IdentifyingNumber { get; set; }

    [CimKey]
    public partial string? Name { get; set; }

    public partial string? SKUNumber { get; set; }

    public partial string? Vendor { get; set; }

    [CimKey]
    public partial string? Version { get; set; }
}
