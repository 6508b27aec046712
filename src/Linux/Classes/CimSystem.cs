using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_System")]
internal abstract partial class CimSystem : CimLogicalElement
{
    public partial string? CreationClassName { get; set; }

    public partial string? NameFormat { get; set; }

    public partial string? PrimaryOwnerContact { get; set; }

    public partial string? PrimaryOwnerName { get; set; }

    public partial string[]? Roles { get; set; }
}
