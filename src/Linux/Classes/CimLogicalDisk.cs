using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_LogicalDisk")]
internal abstract partial class CimLogicalDisk : CimStorageExtent
{
    [CimQualifier("Units", "bytes")]
    public partial ulong? FreeSpace { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? Size { get; set; }
}
