using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_PageFileSetting", Description = "A swap area of /etc/fstab")]
internal sealed partial class Win32PageFileSetting : CimSetting
{
    [CimQualifier("Units", "megabytes")]
    public partial uint? InitialSize { get; set; }

    [CimQualifier("Units", "megabytes")]
    public partial uint? MaximumSize { get; set; }

    [CimKey]
    public partial string? Name { get; set; }
}
