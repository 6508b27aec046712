using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_DiskDriveToDiskPartition", Association = true)]
internal sealed partial class Win32DiskDriveToDiskPartition : CimMediaPresent
{
    [CimKey]
    [CimReference("Win32_DiskDrive")]
    public partial CimObjectPath? Antecedent { get; set; }

    [CimKey]
    [CimReference("Win32_DiskPartition")]
    public partial CimObjectPath? Dependent { get; set; }
}
