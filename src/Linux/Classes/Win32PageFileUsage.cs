using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_PageFileUsage", Keys = "Name", Description = "A swap area in use")]
internal sealed partial class Win32PageFileUsage : CimLogicalElement
{
    [CimQualifier("Units", "megabytes")]
    public partial uint? AllocatedBaseSize { get; set; }

    [CimQualifier("Units", "megabytes")]
    public partial uint? CurrentUsage { get; set; }

    [CimQualifier("Units", "megabytes")]
    public partial uint? PeakUsage { get; set; }

    public partial bool? TempPageFile { get; set; }
}
