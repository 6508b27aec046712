using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_NetworkAdapter")]
internal abstract partial class CimNetworkAdapter : CimLogicalDevice
{
    public partial bool? AutoSense { get; set; }

    [CimQualifier("Units", "bits per second")]
    public partial ulong? MaxSpeed { get; set; }

    public partial string[]? NetworkAddresses { get; set; }

    public partial string? PermanentAddress { get; set; }

    [CimQualifier("Units", "bits per second")]
    public partial ulong? Speed { get; set; }
}
