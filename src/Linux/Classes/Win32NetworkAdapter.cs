using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_NetworkAdapter", Keys = "DeviceID", Description = "A network interface")]
internal sealed partial class Win32NetworkAdapter : CimNetworkAdapter
{
    public partial string? AdapterType { get; set; }

    public partial ushort? AdapterTypeID { get; set; }

    public partial string? GUID { get; set; }

    public partial uint? Index { get; set; }

    public partial bool? Installed { get; set; }

    public partial uint? InterfaceIndex { get; set; }

    public partial string? MACAddress { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial uint? MaxNumberControlled { get; set; }

    public partial string? NetConnectionID { get; set; }

    public partial ushort? NetConnectionStatus { get; set; }

    public partial bool? NetEnabled { get; set; }

    public partial bool? PhysicalAdapter { get; set; }

    public partial string? ProductName { get; set; }

    public partial string? ServiceName { get; set; }

    public partial CimDateTime? TimeOfLastReset { get; set; }
}
