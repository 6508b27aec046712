using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_MediaAccessDevice")]
internal abstract partial class CimMediaAccessDevice : CimLogicalDevice
{
    public partial ushort[]? Capabilities { get; set; }

    public partial string[]? CapabilityDescriptions { get; set; }

    public partial string? CompressionMethod { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? DefaultBlockSize { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? MaxBlockSize { get; set; }

    [CimQualifier("Units", "kilobytes")]
    public partial ulong? MaxMediaSize { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? MinBlockSize { get; set; }

    public partial bool? NeedsCleaning { get; set; }

    public partial uint? NumberOfMediaSupported { get; set; }
}
