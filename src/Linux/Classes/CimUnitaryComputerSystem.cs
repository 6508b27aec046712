using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_UnitaryComputerSystem")]
internal abstract partial class CimUnitaryComputerSystem : CimComputerSystem
{
    public partial string[]? InitialLoadInfo { get; set; }

    public partial string? LastLoadInfo { get; set; }

    public partial ushort[]? PowerManagementCapabilities { get; set; }

    public partial bool? PowerManagementSupported { get; set; }

    public partial ushort? PowerState { get; set; }

    public partial ushort? ResetCapability { get; set; }
}
