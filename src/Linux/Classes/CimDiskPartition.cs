using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_DiskPartition")]
internal abstract partial class CimDiskPartition : CimStorageExtent
{
    public partial bool? Bootable { get; set; }

    public partial bool? PrimaryPartition { get; set; }
}
