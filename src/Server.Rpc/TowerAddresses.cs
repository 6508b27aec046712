using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sekimori.Server.Rpc;

/// <summary>
/// Which IPv4 address of this machine is in a tower for a client that reached us by IPv6: the IP floor has four octets ([C706] Appendix L).
/// Thread-safe. docs/decisions/0005 has the reason.
/// </summary>
/// <param name="clock">The time.</param>
internal sealed class TowerAddresses(TimeProvider? clock = null)
{
    // Interfaces change rarely, and reading them takes milliseconds.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ConcurrentDictionary<IPAddress, (IPAddress Found, long At)> _found = new();

    /// <summary>
    /// The IPv4 address of the interface that has <paramref name="reached"/>; where that has none, of another one; loopback on a machine
    /// without IPv4.
    /// </summary>
    /// <param name="reached">An IPv6 address of this machine.</param>
    public IPAddress For(IPAddress reached)
    {
        ArgumentNullException.ThrowIfNull(reached);
        // There are as many keys as this machine has addresses.
        if (_found.TryGetValue(reached, out var last) && _clock.GetElapsedTime(last.At) < AskAgainAfter) return last.Found;
        var found = Look(reached);
        _found[reached] = (found, _clock.GetTimestamp());
        return found;
    }

    private static IPAddress Look(IPAddress reached)
    {
        var bytes = reached.GetAddressBytes();
        IPAddress? other = null;
        foreach (var adapter in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (adapter.OperationalStatus == OperationalStatus.Down) continue;
            var addresses = adapter.GetIPProperties().UnicastAddresses;
            var own = addresses.FirstOrDefault(one => one.Address.AddressFamily == AddressFamily.InterNetwork)?.Address;
            if (own is null) continue;
            if (addresses.Any(one => one.Address.GetAddressBytes().AsSpan().SequenceEqual(bytes))) return own;
            if (!IPAddress.IsLoopback(own)) other ??= own;
        }

        return other ?? IPAddress.Loopback;
    }
}
