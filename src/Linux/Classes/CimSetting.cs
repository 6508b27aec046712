using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Setting")]
internal abstract partial class CimSetting : CimInstance
{
    public partial string? Caption { get; set; }

    public partial string? Description { get; set; }

    public partial string? SettingID { get; set; }
}
