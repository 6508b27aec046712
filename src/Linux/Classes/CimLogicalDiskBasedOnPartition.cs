using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_LogicalDiskBasedOnPartition", Association = true)]
internal abstract partial class CimLogicalDiskBasedOnPartition : CimDependency
{
    public partial ulong? EndingAddress { get; set; }

    public partial ulong? StartingAddress { get; set; }
}
