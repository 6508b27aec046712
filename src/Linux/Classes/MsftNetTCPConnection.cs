using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("MSFT_NetTCPConnection", Description = "A TCP connection or listener")]
internal sealed partial class MsftNetTCPConnection : CimInstance
{
    public partial byte? AppliedSetting { get; set; }

    public partial ushort[]? AvailableRequestedStates { get; set; }

    public partial string? Caption { get; set; }

    public partial ushort? CommunicationStatus { get; set; }

    public partial CimDateTime? CreationTime { get; set; }

    public partial string? Description { get; set; }

    public partial ushort? DetailedStatus { get; set; }

    public partial string? ElementName { get; set; }

    public partial ushort? EnabledDefault { get; set; }

    public partial ushort? EnabledState { get; set; }

    public partial ushort? HealthState { get; set; }

    public partial CimDateTime? InstallDate { get; set; }

    [CimKey]
    public partial string? InstanceID { get; set; }

    public partial string? LocalAddress { get; set; }

    public partial ushort? LocalPort { get; set; }

    public partial string? Name { get; set; }

    public partial byte? OffloadState { get; set; }

    public partial ushort? OperatingStatus { get; set; }

    public partial ushort[]? OperationalStatus { get; set; }

    public partial string? OtherEnabledState { get; set; }

    public partial uint? OwningProcess { get; set; }

    public partial ushort? PrimaryStatus { get; set; }

    public partial string? RemoteAddress { get; set; }

    public partial ushort? RemotePort { get; set; }

    public partial ushort? RequestedState { get; set; }

    public partial byte? State { get; set; }

    public partial string? Status { get; set; }

    public partial string[]? StatusDescriptions { get; set; }

    public partial CimDateTime? TimeOfLastStateChange { get; set; }

    public partial ushort? TransitioningToState { get; set; }
}
