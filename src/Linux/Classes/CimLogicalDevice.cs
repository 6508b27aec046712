using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_LogicalDevice")]
internal abstract partial class CimLogicalDevice : CimLogicalElement
{
    public partial ushort? Availability { get; set; }

    public partial uint? ConfigManagerErrorCode { get; set; }

    public partial bool? ConfigManagerUserConfig { get; set; }

    public partial string? CreationClassName { get; set; }

    public partial string? DeviceID { get; set; }

    public partial bool? ErrorCleared { get; set; }

    public partial string? ErrorDescription { get; set; }

    public partial uint? LastErrorCode { get; set; }

    public partial string? PNPDeviceID { get; set; }

    public partial ushort[]? PowerManagementCapabilities { get; set; }

    public partial bool? PowerManagementSupported { get; set; }

    public partial ushort? StatusInfo { get; set; }

    public partial string? SystemCreationClassName { get; set; }

    public partial string? SystemName { get; set; }
}
