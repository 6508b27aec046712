using System.Net;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Connect;

namespace Sekimori.Gate.Gateway;

/// <summary>The addresses that a target never has, whatever its name resolves to.</summary>
internal static class RefusedNetworks
{
    private static readonly (AddressList Networks, string What)[] Refused =
    [
        (AddressList.Parse("127.0.0.0/8", "::1", "0.0.0.0/8", "::"), "an address of the gate itself (RFC 6890)"),
        (AddressList.Parse("169.254.0.0/16", "fe80::/10"), "link-local (RFC 3927, RFC 4291 2.5.6), where clouds serve metadata"),
        // Amazon over IPv6, Azure, Alibaba, Oracle.
        (AddressList.Parse("fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192"), "the metadata service of a cloud"),
        (AddressList.Parse("224.0.0.0/4", "240.0.0.0/4", "ff00::/8"), "not the address of one host (RFC 5771, RFC 1112 4)"),
        // An IPv4 address in disguise would pass the rules above: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380), compatible.
        (AddressList.Parse("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"), "an IPv4 address within an IPv6 one"),
    ];

    /// <summary>Why an address is refused, in words; null if it is not.</summary>
    /// <param name="address">The address, as it was resolved.</param>
    /// <param name="settings">The networks of targets.</param>
    public static string? FindReason(IPAddress address, GatewaySettings settings)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (settings.LabNetworks.Contains(address)) return null;
        foreach (var (networks, what) in Refused)
        {
            if (networks.Contains(address)) return $"{address} is {what}";
        }
        return settings.Networks is { } allowed && !allowed.Contains(address)
            ? $"{address} is in none of the networks of gateway: networks"
            : null;
    }
}
