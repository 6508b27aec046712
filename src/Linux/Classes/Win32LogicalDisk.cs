using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_LogicalDisk", Keys = "DeviceID", Description = "A mounted file system of this host")]
internal sealed partial class Win32LogicalDisk : CimLogicalDisk
{
    public partial bool? Compressed { get; set; }

    public partial uint? DriveType { get; set; }

    public partial string? FileSystem { get; set; }

    public partial uint? MaximumComponentLength { get; set; }

    public partial uint? MediaType { get; set; }

    public partial string? ProviderName { get; set; }

    public partial bool? QuotasDisabled { get; set; }

    public partial bool? QuotasIncomplete { get; set; }

    public partial bool? QuotasRebuilding { get; set; }

    public partial bool? SupportsDiskQuotas { get; set; }

    public partial bool? SupportsFileBasedCompression { get; set; }

    public partial bool? VolumeDirty { get; set; }

    public partial string? VolumeName { get; set; }

    public partial string? VolumeSerialNumber { get; set; }
}
