using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_NetworkAdapterConfiguration", Description = "The addresses of a network interface")]
internal sealed partial class Win32NetworkAdapterConfiguration : CimSetting
{
    public partial bool? ArpAlwaysSourceRoute { get; set; }

    public partial bool? ArpUseEtherSNAP { get; set; }

    public partial string? DatabasePath { get; set; }

    public partial bool? DeadGWDetectEnabled { get; set; }

    public partial string[]? DefaultIPGateway { get; set; }

    public partial byte? DefaultTOS { get; set; }

    public partial byte? DefaultTTL { get; set; }

    public partial bool? DHCPEnabled { get; set; }

    public partial CimDateTime? DHCPLeaseExpires { get; set; }

    public partial CimDateTime? DHCPLeaseObtained { get; set; }

    public partial string? DHCPServer { get; set; }

    public partial string? DNSDomain { get; set; }

    public partial string[]? DNSDomainSuffixSearchOrder { get; set; }

    public partial bool? DNSEnabledForWINSResolution { get; set; }

    public partial string? DNSHostName { get; set; }

    public partial string[]? DNSServerSearchOrder { get; set; }

    public partial bool? DomainDNSRegistrationEnabled { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial uint? ForwardBufferMemory { get; set; }

    public partial bool? FullDNSRegistrationEnabled { get; set; }

    public partial ushort[]? GatewayCostMetric { get; set; }

    public partial byte? IGMPLevel { get; set; }

    [CimKey]
    public partial uint? Index { get; set; }

    public partial uint? InterfaceIndex { get; set; }

    public partial string[]? IPAddress { get; set; }

    public partial uint? IPConnectionMetric { get; set; }

    public partial bool? IPEnabled { get; set; }

    public partial bool? IPFilterSecurityEnabled { get; set; }

    public partial bool? IPPortSecurityEnabled { get; set; }

    public partial string[]? IPSecPermitIPProtocols { get; set; }

    public partial string[]? IPSecPermitTCPPorts { get; set; }

    public partial string[]? IPSecPermitUDPPorts { get; set; }

    public partial string[]? IPSubnet { get; set; }

    public partial bool? IPUseZeroBroadcast { get; set; }

    [CimQualifier("Units", "milliseconds")]
    public partial uint? KeepAliveInterval { get; set; }

    [CimQualifier("Units", "milliseconds")]
    public partial uint? KeepAliveTime { get; set; }

    public partial string? MACAddress { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial uint? MTU { get; set; }

    public partial uint? NumForwardPackets { get; set; }

    public partial bool? PMTUBHDetectEnabled { get; set; }

    public partial bool? PMTUDiscoveryEnabled { get; set; }

    public partial string? ServiceName { get; set; }

    public partial uint? TcpipNetbiosOptions { get; set; }

    public partial uint? TcpMaxConnectRetransmissions { get; set; }

    public partial uint? TcpMaxDataRetransmissions { get; set; }

    public partial uint? TcpNumConnections { get; set; }

    public partial bool? TcpUseRFC1122UrgentPointer { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ushort? TcpWindowSize { get; set; }

    public partial bool? WINSEnableLMHostsLookup { get; set; }

    public partial string? WINSHostLookupFile { get; set; }

    public partial string? WINSPrimaryServer { get; set; }

    public partial string? WINSScopeID { get; set; }

    public partial string? WINSSecondaryServer { get; set; }
}
