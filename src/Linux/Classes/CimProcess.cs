using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Process")]
internal abstract partial class CimProcess : CimLogicalElement
{
    [CimQualifier("read")]
    [CimQualifier("CIM_Key")]
    [CimQualifier("MaxLen", 256)]
    public partial string? CreationClassName { get; set; }

    [CimQualifier("read")]
    [CimQualifier("Fixed")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|starttime", IsArray = true)]
    public partial CimDateTime? CreationDate { get; set; }

    [CimQualifier("read")]
    [CimQualifier("CIM_Key")]
    [CimQualifier("MaxLen", 256)]
    [CimQualifier("Propagated", "CIM_OperatingSystem.CSCreationClassName")]
    public partial string? CSCreationClassName { get; set; }

    [CimQualifier("read")]
    [CimQualifier("CIM_Key")]
    [CimQualifier("MaxLen", 256)]
    [CimQualifier("Propagated", "CIM_OperatingSystem.CSName")]
    public partial string? CSName { get; set; }

    [CimQualifier("read")]
    [CimQualifier("ValueMap", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")]
    [CimQualifier("Values", "Unknown", "Other", "Ready", "Running", "Blocked", "Suspended Blocked", "Suspended Ready", "Terminated",
        "Stopped", "Growing")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|state", IsArray = true)]
    public partial ushort? ExecutionState { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MaxLen", 256)]
    public partial string? Handle { get; set; }

    [CimQualifier("Units", "100 nanoseconds")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|stime", IsArray = true)]
    public partial ulong? KernelModeTime { get; set; }

    [CimQualifier("read")]
    [CimQualifier("CIM_Key")]
    [CimQualifier("MaxLen", 256)]
    [CimQualifier("Propagated", "CIM_OperatingSystem.CreationClassName")]
    public partial string? OSCreationClassName { get; set; }

    [CimQualifier("read")]
    [CimQualifier("CIM_Key")]
    [CimQualifier("MaxLen", 256)]
    [CimQualifier("Propagated", "CIM_OperatingSystem.Name")]
    public partial string? OSName { get; set; }

    [CimQualifier("read")]
    public partial uint? Priority { get; set; }

    [CimQualifier("read")]
    public partial CimDateTime? TerminationDate { get; set; }

    [CimQualifier("Units", "100 nanoseconds")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/stat|utime", IsArray = true)]
    public partial ulong? UserModeTime { get; set; }

    [CimQualifier("Units", "bytes")]
    [CimQualifier("read")]
    [CimQualifier("MappingStrings", "Linux|proc(5)|/proc/PID/status|VmRSS", IsArray = true)]
    public partial ulong? WorkingSetSize { get; set; }
}
