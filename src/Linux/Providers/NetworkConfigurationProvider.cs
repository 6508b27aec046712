using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The addresses, routes and name servers of each network interface.</summary>
internal sealed class NetworkConfigurationProvider(LinuxHost host) : CimProvider<Win32NetworkAdapterConfiguration>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32NetworkAdapterConfiguration> Enumerate(ProviderRequest request)
    {
        var known = NetworkInterface.GetAllNetworkInterfaces().ToDictionary(i => i.Name, StringComparer.Ordinal);
        var routes = DefaultRoute.ReadAll(host.Paths.Proc);
        var resolver = Resolver.Read(host.Paths.Etc);
        var defaultTtl = KernelFile.ReadText(Path.Combine(host.Paths.Proc, "sys/net/ipv4/ip_default_ttl"));
        foreach (var directory in NetworkInterfaces.Directories(host.Paths.Sys))
        {
            var name = Path.GetFileName(directory);
            if (CpuTopology.Number(directory, "ifindex") is not { } index)
                continue;
            // IPv4 first, as Windows lists them; each group in the order of the kernel.
            var addresses = known.TryGetValue(name, out var own)
                ? own.GetIPProperties().UnicastAddresses.OrderBy(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6).ToList()
                : [];
            var gateways = routes.Where(r => r.Interface == name).ToList();
            var enabled = addresses.Count > 0;
            yield return new Win32NetworkAdapterConfiguration
            {
                Caption = string.Create(CultureInfo.InvariantCulture, $"[{index:D8}] {name}"),
                Description = name,
                SettingID = name,
                Index = (uint)index,
                InterfaceIndex = (uint)index,
                IPEnabled = enabled,
                IPAddress = enabled ? [.. addresses.Select(a => Text(a.Address))] : null,
                IPSubnet = enabled ? [.. addresses.Select(Subnet)] : null,
                IPConnectionMetric = gateways.Count > 0 ? (uint)gateways.Min(g => g.Metric) : null,
                DefaultIPGateway = gateways.Count > 0 ? [.. gateways.Select(g => Text(g.Gateway))] : null,
                GatewayCostMetric = gateways.Count > 0 ? [.. gateways.Select(g => (ushort)Math.Min(g.Metric, ushort.MaxValue))] : null,
                DNSHostName = enabled ? host.Name : null,
                DNSDomain = enabled ? resolver.Domain : null,
                DNSDomainSuffixSearchOrder = enabled && resolver.Search.Length > 0 ? resolver.Search : null,
                DNSServerSearchOrder = enabled && gateways.Count > 0 && resolver.Servers.Length > 0 ? resolver.Servers : null,
                DefaultTTL = byte.TryParse(defaultTtl, CultureInfo.InvariantCulture, out var ttl) ? ttl : null,
                MACAddress = NetworkInterfaces.HardwareAddress(directory),
                MTU = (uint?)CpuTopology.Number(directory, "mtu"),
                ServiceName = BlockDevices.Resolve(Path.Combine(directory, "device/driver")) is var driver
                    && driver.Contains("/drivers/", StringComparison.Ordinal)
                    ? Path.GetFileName(driver) : null,
            };
        }
    }

    private static string Subnet(UnicastIPAddressInformation address) => address.Address.AddressFamily == AddressFamily.InterNetwork
        ? address.IPv4Mask.ToString()
        : address.PrefixLength.ToString(CultureInfo.InvariantCulture);

    // Without "%eth0": the interface is said already.
    private static string Text(IPAddress address) => new IPAddress(address.GetAddressBytes()).ToString();
}
