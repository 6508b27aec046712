using System.Net;
using System.Net.NetworkInformation;

namespace Sekimori.Server.Listening;

/// <summary>The addresses of this host, read from the system each time, because they change.</summary>
internal static class HostAddresses
{
    /// <summary>All addresses of interfaces that are up.</summary>
    public static IReadOnlyList<IPAddress> All() => Of(static _ => true);

    /// <summary>The addresses of the interfaces with a hardware address.</summary>
    /// <param name="mac">The hardware address: pairs of hexadecimal digits with hyphens between.</param>
    public static IReadOnlyList<IPAddress> OfInterface(string mac)
    {
        var wanted = Convert.FromHexString(mac.Replace("-", "", StringComparison.Ordinal));
        return Of(i => i.GetPhysicalAddress().GetAddressBytes().AsSpan().SequenceEqual(wanted));
    }

    private static IReadOnlyList<IPAddress> Of(Func<NetworkInterface, bool> isWanted)
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown).Where(isWanted)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).Distinct()];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
