using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_LogicalDiskToPartition", Association = true)]
internal sealed partial class Win32LogicalDiskToPartition : CimLogicalDiskBasedOnPartition
{
    [CimKey]
    [CimReference("Win32_DiskPartition")]
    public partial CimObjectPath? Antecedent { get; set; }

    [CimKey]
    [CimReference("Win32_LogicalDisk")]
    public partial CimObjectPath? Dependent { get; set; }
}
