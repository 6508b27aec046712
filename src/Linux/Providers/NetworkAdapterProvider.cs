using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The network interfaces, from /sys/class/net.</summary>
internal sealed class NetworkAdapterProvider(LinuxHost host) : CimProvider<Win32NetworkAdapter>
{
    private const int Ethernet = 1; // ARPHRD_ETHER; 772 is the loopback

    public override bool MayBlock => false;

    protected override IEnumerable<Win32NetworkAdapter> Enumerate(ProviderRequest request)
    {
        foreach (var directory in NetworkInterfaces.Directories(host.Paths.Sys))
        {
            if (CpuTopology.Number(directory, "ifindex") is not { } index)
                continue;
            var name = Path.GetFileName(directory);
            var type = CpuTopology.Number(directory, "type");
            var wireless = Directory.Exists(Path.Combine(directory, "wireless")) || Directory.Exists(Path.Combine(directory, "phy80211"));
            var driver = BlockDevices.Resolve(Path.Combine(directory, "device/driver"));
            var physical = Directory.Exists(Path.Combine(directory, "device"));
            var state = KernelFile.ReadText(Path.Combine(directory, "operstate"));
            var megabits = CpuTopology.Number(directory, "speed");
            var up = (NetworkInterfaces.Flags(directory) & 1) != 0; // IFF_UP
            yield return new Win32NetworkAdapter
            {
                Caption = string.Create(CultureInfo.InvariantCulture, $"[{index:D8}] {name}"),
                Description = name,
                Name = name,
                CreationClassName = "Win32_NetworkAdapter",
                DeviceID = index.ToString(CultureInfo.InvariantCulture),
                SystemCreationClassName = "Win32_ComputerSystem",
                SystemName = host.Name,
                AdapterType = type == Ethernet ? (wireless ? "Wireless" : "Ethernet 802.3") : null,
                AdapterTypeID = type == Ethernet ? (ushort)(wireless ? 9 : 0) : null,
                Availability = 3,
                Index = (uint)index,
                InterfaceIndex = (uint)index,
                Installed = true,
                MACAddress = NetworkInterfaces.HardwareAddress(directory),
                PermanentAddress = null,
                NetConnectionID = name,
                // Win32_NetworkAdapter.NetConnectionStatus: 0 disconnected, 2 connected, 7 no medium.
                NetConnectionStatus = state switch
                {
                    "up" => 2,
                    "down" or "lowerlayerdown" => (ushort)(up && KernelFile.ReadText(Path.Combine(directory, "carrier")) == "0" ? 7 : 0),
                    "dormant" => 8,
                    _ => null,
                },
                NetEnabled = up,
                PhysicalAdapter = physical,
                ProductName = name,
                ServiceName = physical && driver.Contains("/drivers/", StringComparison.Ordinal) ? Path.GetFileName(driver) : null,
                // The kernel says -1 where the driver does not know.
                Speed = megabits > 0 ? (ulong)megabits * 1_000_000 : null,
            };
        }
    }
}
