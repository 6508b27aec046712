using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_GroupUser", Association = true)]
internal sealed partial class Win32GroupUser : CimInstance
{
    [CimKey]
    [CimReference("Win32_Group")]
    public partial CimObjectPath? GroupComponent { get; set; }

    [CimKey]
    [CimReference("Win32_Account")]
    public partial CimObjectPath? PartComponent { get; set; }
}
