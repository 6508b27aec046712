using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Volume", Keys = "DeviceID", Description = "A mounted file system of this host, by its device")]
internal sealed partial class Win32Volume : CimStorageVolume
{
    public partial bool? Automount { get; set; }

    public partial bool? BootVolume { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? Capacity { get; set; }

    public partial bool? Compressed { get; set; }

    public partial bool? DirtyBitSet { get; set; }

    public partial string? DriveLetter { get; set; }

    public partial uint? DriveType { get; set; }

    public partial string? FileSystem { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? FreeSpace { get; set; }

    public partial bool? IndexingEnabled { get; set; }

    public partial string? Label { get; set; }

    public partial uint? MaximumFileNameLength { get; set; }

    public partial bool? PageFilePresent { get; set; }

    public partial bool? QuotasEnabled { get; set; }

    public partial bool? QuotasIncomplete { get; set; }

    public partial bool? QuotasRebuilding { get; set; }

    public partial uint? SerialNumber { get; set; }

    public partial bool? SupportsDiskQuotas { get; set; }

    public partial bool? SupportsFileBasedCompression { get; set; }

    public partial bool? SystemVolume { get; set; }
}
