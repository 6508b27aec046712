using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_ManagedSystemElement")]
internal abstract partial class CimManagedSystemElement : CimInstance
{
    [CimQualifier("read")]
    [CimQualifier("MaxLen", 64)]
    public partial string? Caption { get; set; }

    [CimQualifier("read")]
    public partial string? Description { get; set; }

    [CimQualifier("read")]
    public partial CimDateTime? InstallDate { get; set; }

    [CimQualifier("read")]
    public partial string? Name { get; set; }

    [CimQualifier("read")]
    [CimQualifier("MaxLen", 10)]
    [CimQualifier("ValueMap", "OK", "Error", "Degraded", "Unknown", "Pred Fail", "Starting", "Stopping", "Service", "Stressed",
        "NonRecover", "No Contact", "Lost Comm")]
    public partial string? Status { get; set; }
}
