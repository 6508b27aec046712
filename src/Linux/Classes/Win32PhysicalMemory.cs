using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_PhysicalMemory", Keys = "Tag", Description = "A memory module, from DMI")]
internal sealed partial class Win32PhysicalMemory : CimPhysicalMemory
{
    public partial uint? Attributes { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? ConfiguredClockSpeed { get; set; }

    [CimQualifier("Units", "millivolts")]
    public partial uint? ConfiguredVoltage { get; set; }

    public partial string? DeviceLocator { get; set; }

    public partial ushort? InterleaveDataDepth { get; set; }

    [CimQualifier("Units", "millivolts")]
    public partial uint? MaxVoltage { get; set; }

    [CimQualifier("Units", "millivolts")]
    public partial uint? MinVoltage { get; set; }

    public partial uint? SMBIOSMemoryType { get; set; }

    public partial ushort? TypeDetail { get; set; }
}
