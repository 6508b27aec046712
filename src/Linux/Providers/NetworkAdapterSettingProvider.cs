using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Which configuration belongs to which interface: both have its index.</summary>
internal sealed class NetworkAdapterSettingProvider(LinuxHost host) : CimProvider<Win32NetworkAdapterSetting>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32NetworkAdapterSetting> Enumerate(ProviderRequest request) =>
        from directory in NetworkInterfaces.Directories(host.Paths.Sys)
        let index = CpuTopology.Number(directory, "ifindex")
        where index is not null
        select new Win32NetworkAdapterSetting
        {
            Element = CimObjectPath.Of("Win32_NetworkAdapter", "DeviceID", index.Value.ToString(CultureInfo.InvariantCulture)),
            Setting = CimObjectPath.Of("Win32_NetworkAdapterConfiguration", "Index", (uint)index.Value),
        };
}
