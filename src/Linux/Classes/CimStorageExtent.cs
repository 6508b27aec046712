using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_StorageExtent")]
internal abstract partial class CimStorageExtent : CimLogicalDevice
{
    public partial ushort? Access { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? BlockSize { get; set; }

    public partial string? ErrorMethodology { get; set; }

    public partial ulong? NumberOfBlocks { get; set; }

    public partial string? Purpose { get; set; }
}
