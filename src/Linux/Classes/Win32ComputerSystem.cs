using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_ComputerSystem", Keys = "Name", Description = "This host")]
internal sealed partial class Win32ComputerSystem : CimUnitaryComputerSystem
{
    public partial ushort? AdminPasswordStatus { get; set; }

    public partial bool? AutomaticManagedPagefile { get; set; }

    public partial bool? AutomaticResetBootOption { get; set; }

    public partial bool? AutomaticResetCapability { get; set; }

    public partial ushort? BootOptionOnLimit { get; set; }

    public partial ushort? BootOptionOnWatchDog { get; set; }

    public partial bool? BootROMSupported { get; set; }

    public partial ushort[]? BootStatus { get; set; }

    public partial string? BootupState { get; set; }

    public partial ushort? ChassisBootupState { get; set; }

    public partial string? ChassisSKUNumber { get; set; }

    [CimQualifier("Units", "minutes")]
    public partial short? CurrentTimeZone { get; set; }

    public partial bool? DaylightInEffect { get; set; }

    public partial string? DNSHostName { get; set; }

    public partial string? Domain { get; set; }

    public partial ushort? DomainRole { get; set; }

    public partial bool? EnableDaylightSavingsTime { get; set; }

    public partial ushort? FrontPanelResetStatus { get; set; }

    public partial bool? HypervisorPresent { get; set; }

    public partial bool? InfraredSupported { get; set; }

    public partial ushort? KeyboardPasswordStatus { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial string? Model { get; set; }

    public partial bool? NetworkServerModeEnabled { get; set; }

    public partial uint? NumberOfLogicalProcessors { get; set; }

    public partial uint? NumberOfProcessors { get; set; }

    public partial byte[]? OEMLogoBitmap { get; set; }

    public partial string[]? OEMStringArray { get; set; }

    public partial bool? PartOfDomain { get; set; }

    public partial long? PauseAfterReset { get; set; }

    public partial ushort? PCSystemType { get; set; }

    public partial ushort? PCSystemTypeEx { get; set; }

    public partial ushort? PowerOnPasswordStatus { get; set; }

    public partial ushort? PowerSupplyState { get; set; }

    public partial short? ResetCount { get; set; }

    public partial short? ResetLimit { get; set; }

    public partial string[]? SupportContactDescription { get; set; }

    public partial string? SystemFamily { get; set; }

    public partial string? SystemSKUNumber { get; set; }

    public partial ushort? SystemStartupDelay { get; set; }

    public partial string[]? SystemStartupOptions { get; set; }

    public partial byte? SystemStartupSetting { get; set; }

    public partial string? SystemType { get; set; }

    public partial ushort? ThermalState { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? TotalPhysicalMemory { get; set; }

    public partial string? UserName { get; set; }

    public partial ushort? WakeUpType { get; set; }

    public partial string? Workgroup { get; set; }
}
