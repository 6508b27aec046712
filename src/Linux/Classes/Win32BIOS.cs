using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_BIOS", Keys = "Name,SoftwareElementID,SoftwareElementState,TargetOperatingSystem,Version",
    Description = "The firmware, from DMI")]
internal sealed partial class Win32BIOS : CimBIOSElement
{
    public partial ushort[]? BiosCharacteristics { get; set; }

    public partial string[]? BIOSVersion { get; set; }

    public partial string? CurrentLanguage { get; set; }

    public partial byte? EmbeddedControllerMajorVersion { get; set; }

    public partial byte? EmbeddedControllerMinorVersion { get; set; }

    public partial ushort? InstallableLanguages { get; set; }

    public partial string[]? ListOfLanguages { get; set; }

    public partial CimDateTime? ReleaseDate { get; set; }

    public partial string? SMBIOSBIOSVersion { get; set; }

    public partial ushort? SMBIOSMajorVersion { get; set; }

    public partial ushort? SMBIOSMinorVersion { get; set; }

    public partial bool? SMBIOSPresent { get; set; }

    public partial byte? SystemBiosMajorVersion { get; set; }

    public partial byte? SystemBiosMinorVersion { get; set; }
}
