using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Process", Keys = "Handle", Provider = typeof(ProcessProvider), Description = "A process of this host")]
[CimQualifier("SupportsCreate")]
[CimQualifier("CreateBy", "Create")]
[CimQualifier("SupportsDelete")]
[CimQualifier("DeleteBy", "DeleteInstance")]
internal sealed partial class Win32Process : CimProcess
{
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/cmdline", IsArray = true)]
    public partial string? CommandLine { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/exe", IsArray = true)]
    public partial string? ExecutablePath { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/fd", IsArray = true)]
    public partial uint? HandleCount { get; set; }

    [CimQualifier("Units", "kilobytes")]
    [CimQualifier("read")]
    public partial uint? MaximumWorkingSetSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    [CimQualifier("read")]
    public partial uint? MinimumWorkingSetSize { get; set; }

    [CimQualifier("read")]
    public partial ulong? OtherOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    public partial ulong? OtherTransferCount { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|minflt", "Linux|proc(5)|/proc/PID/stat|majflt")]
    public partial uint? PageFaults { get; set; }

    [CimQualifier("Units", "kilobytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/status|VmSwap", IsArray = true)]
    public partial uint? PageFileUsage { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|ppid", IsArray = true)]
    public partial uint? ParentProcessId { get; set; }

    [CimQualifier("Units", "kilobytes")]
    [CimQualifier("read")]
    public partial uint? PeakPageFileUsage { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/status|VmPeak", IsArray = true)]
    public partial ulong? PeakVirtualSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/status|VmHWM", IsArray = true)]
    public partial uint? PeakWorkingSetSize { get; set; }

    [CimQualifier("read")]
    public partial ulong? PrivatePageCount { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|pid", IsArray = true)]
    public partial uint? ProcessId { get; set; }

    [CimQualifier("read")]
    public partial uint? QuotaNonPagedPoolUsage { get; set; }

    [CimQualifier("read")]
    public partial uint? QuotaPagedPoolUsage { get; set; }

    [CimQualifier("read")]
    public partial uint? QuotaPeakNonPagedPoolUsage { get; set; }

    [CimQualifier("read")]
    public partial uint? QuotaPeakPagedPoolUsage { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/io|syscr", IsArray = true)]
    public partial ulong? ReadOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/io|rchar", IsArray = true)]
    public partial ulong? ReadTransferCount { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/sessionid", IsArray = true)]
    public partial uint? SessionId { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|num_threads", IsArray = true)]
    public partial uint? ThreadCount { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|vsize", IsArray = true)]
    public partial ulong? VirtualSize { get; set; }

    [CimQualifier("read")]
    public partial string? WindowsVersion { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/io|syscw", IsArray = true)]
    public partial ulong? WriteOperationCount { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/io|wchar", IsArray = true)]
    public partial ulong? WriteTransferCount { get; set; }
}
