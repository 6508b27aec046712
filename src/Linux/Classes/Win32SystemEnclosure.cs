using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_SystemEnclosure", Keys = "Tag", Description = "The enclosure of this machine, from DMI")]
internal sealed partial class Win32SystemEnclosure : CimChassis
{
    public partial ushort? SecurityStatus { get; set; }

    public partial string? SMBIOSAssetTag { get; set; }
}
