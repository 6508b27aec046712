using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_NetworkAdapterSetting", Association = true)]
internal sealed partial class Win32NetworkAdapterSetting : CimElementSetting
{
    [CimKey]
    [CimReference("Win32_NetworkAdapter")]
    public partial CimObjectPath? Element { get; set; }

    [CimKey]
    [CimReference("Win32_NetworkAdapterConfiguration")]
    public partial CimObjectPath? Setting { get; set; }
}
