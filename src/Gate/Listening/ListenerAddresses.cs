using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Sekimori.Server.Listening;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Listening;

/// <summary>The meaning of a listener's address ([MS-WSMV] 2.2.4.19).</summary>
internal static class ListenerAddresses
{
    /// <summary>The name of an address that the settings give.</summary>
    public static string Name(IPAddress address) => IsAny(address) ? "*" : $"IP:{address}";

    /// <summary>True for what <see cref="Of"/> accepts.</summary>
    public static bool IsAddress(string address) =>
        address == "*" || (address.StartsWith("IP:", StringComparison.Ordinal) && IPAddress.TryParse(address.AsSpan(3), out _))
        || (address.StartsWith("MAC:", StringComparison.Ordinal)
        && address[4..].Split('-').All(pair => pair.Length == 2 && pair.All(char.IsAsciiHexDigit)));

    /// <summary>The addresses to listen on; none if no interface has the hardware address.</summary>
    /// <param name="address">"*", "IP:" and an address, or "MAC:" and a hardware address.</param>
    /// <param name="settings">The addresses of the settings file: if they have a wildcard, "*" is that one.</param>
    public static ImmutableArray<IPAddress> Of(string address, ImmutableArray<IPAddress> settings) =>
        address == "*"
        ? [settings.Contains(IPAddress.Any) && !settings.Contains(IPAddress.IPv6Any) || !Socket.OSSupportsIPv6
        ? IPAddress.Any
        : IPAddress.IPv6Any]
        : address.StartsWith("MAC:", StringComparison.Ordinal) ? [.. HostAddresses.OfInterface(address[4..])]
        : [IPAddress.Parse(address.AsSpan(3))];

    /// <summary>The value of ListeningOn in winrm/config/listener.</summary>
    public static IReadOnlyList<string> Shown(ConfigListener listener, ImmutableArray<IPEndPoint> ends) =>
        ends.IsEmpty
        ? []
        : [.. (listener.Address == "*" ? HostAddresses.All() : ends.Select(end => end.Address)).Select(a => a.ToString())];

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
