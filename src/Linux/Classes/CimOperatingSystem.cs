using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_OperatingSystem")]
internal abstract partial class CimOperatingSystem : CimLogicalElement
{
    public partial string? CreationClassName { get; set; }

    public partial string? CSCreationClassName { get; set; }

    public partial string? CSName { get; set; }

    [CimQualifier("Units", "minutes")]
    public partial short? CurrentTimeZone { get; set; }

    public partial bool? Distributed { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? FreePhysicalMemory { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? FreeSpaceInPagingFiles { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? FreeVirtualMemory { get; set; }

    public partial CimDateTime? LastBootUpTime { get; set; }

    public partial CimDateTime? LocalDateTime { get; set; }

    public partial uint? MaxNumberOfProcesses { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? MaxProcessMemorySize { get; set; }

    public partial uint? NumberOfLicensedUsers { get; set; }

    public partial uint? NumberOfProcesses { get; set; }

    public partial uint? NumberOfUsers { get; set; }

    public partial ushort? OSType { get; set; }

    public partial string? OtherTypeDescription { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? SizeStoredInPagingFiles { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? TotalSwapSpaceSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? TotalVirtualMemorySize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? TotalVisibleMemorySize { get; set; }

    public partial string? Version { get; set; }
}
