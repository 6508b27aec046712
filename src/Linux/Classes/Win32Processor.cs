using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Processor", Keys = "DeviceID", Description = "A processor package")]
internal sealed partial class Win32Processor : CimProcessor
{
    public partial ushort? Architecture { get; set; }

    public partial string? AssetTag { get; set; }

    public partial uint? Characteristics { get; set; }

    public partial ushort? CpuStatus { get; set; }

    [CimQualifier("Units", "tenths of volts")]
    public partial ushort? CurrentVoltage { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? ExtClock { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? L2CacheSize { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? L2CacheSpeed { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? L3CacheSize { get; set; }

    [CimQualifier("Units", "megahertz")]
    public partial uint? L3CacheSpeed { get; set; }

    public partial ushort? Level { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial uint? NumberOfCores { get; set; }

    public partial uint? NumberOfEnabledCore { get; set; }

    public partial uint? NumberOfLogicalProcessors { get; set; }

    public partial string? PartNumber { get; set; }

    public partial string? ProcessorId { get; set; }

    public partial ushort? ProcessorType { get; set; }

    public partial ushort? Revision { get; set; }

    public partial bool? SecondLevelAddressTranslationExtensions { get; set; }

    public partial string? SerialNumber { get; set; }

    public partial string? SocketDesignation { get; set; }

    public partial uint? ThreadCount { get; set; }

    public partial string? Version { get; set; }

    public partial bool? VirtualizationFirmwareEnabled { get; set; }

    public partial bool? VMMonitorModeExtensions { get; set; }

    public partial uint? VoltageCaps { get; set; }
}
