using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_QuickFixEngineering", Description = "A security update that is pending: InstalledOn is null")]
internal sealed partial class Win32QuickFixEngineering : CimLogicalElement
{
    public partial string? CSName { get; set; }

    public partial string? FixComments { get; set; }

    [CimKey]
    public partial string? HotFixID { get; set; }

    public partial string? InstalledBy { get; set; }

    public partial string? InstalledOn { get; set; }

    public partial string? ServicePackInEffect { get; set; }
}
