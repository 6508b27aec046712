using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Process")]
internal abstract partial class CimProcess : CimLogicalElement
{
    public partial string? CreationClassName { get; set; }

    public partial CimDateTime? CreationDate { get; set; }

    public partial string? CSCreationClassName { get; set; }

    public partial string? CSName { get; set; }

    public partial ushort? ExecutionState { get; set; }

    public partial string? Handle { get; set; }

    [CimQualifier("Units", "100 nanoseconds")]
    public partial ulong? KernelModeTime { get; set; }

    public partial string? OSCreationClassName { get; set; }

    public partial string? OSName { get; set; }

    public partial uint? Priority { get; set; }

    public partial CimDateTime? TerminationDate { get; set; }

    [CimQualifier("Units", "100 nanoseconds")]
    public partial ulong? UserModeTime { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? WorkingSetSize { get; set; }
}
