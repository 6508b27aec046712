using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Process", Keys = "Handle", Provider = typeof(ProcessProvider), Description = "A process of this host")]
internal sealed partial class Win32Process : CimProcess
{
    public partial string? CommandLine { get; set; }

    public partial string? ExecutablePath { get; set; }

    public partial uint? HandleCount { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? MaximumWorkingSetSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? MinimumWorkingSetSize { get; set; }

    public partial ulong? OtherOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? OtherTransferCount { get; set; }

    public partial uint? PageFaults { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? PageFileUsage { get; set; }

    public partial uint? ParentProcessId { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? PeakPageFileUsage { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? PeakVirtualSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial uint? PeakWorkingSetSize { get; set; }

    public partial ulong? PrivatePageCount { get; set; }

    public partial uint? ProcessId { get; set; }

    public partial uint? QuotaNonPagedPoolUsage { get; set; }

    public partial uint? QuotaPagedPoolUsage { get; set; }

    public partial uint? QuotaPeakNonPagedPoolUsage { get; set; }

    public partial uint? QuotaPeakPagedPoolUsage { get; set; }

    public partial ulong? ReadOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? ReadTransferCount { get; set; }

    public partial uint? SessionId { get; set; }

    public partial uint? ThreadCount { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? VirtualSize { get; set; }

    public partial string? WindowsVersion { get; set; }

    public partial ulong? WriteOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? WriteTransferCount { get; set; }
}
