using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_ManagedSystemElement")]
internal abstract partial class CimManagedSystemElement : CimInstance
{
    public partial string? Caption { get; set; }

    public partial string? Description { get; set; }

    public partial CimDateTime? InstallDate { get; set; }

    public partial string? Name { get; set; }

    public partial string? Status { get; set; }
}
