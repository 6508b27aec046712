using System.Net;
using System.Net.Sockets;

namespace Sekimori.Hosting.Rpc;

/// <summary>Counts the connections of each address that have not finished their bind. Thread-safe. The local transport, which has no address, is not counted.</summary>
/// <param name="most">Most of one address.</param>
internal sealed class UnboundConnections(int most)
{
    private readonly Dictionary<IPAddress, (int Count, bool IsTold)> _counts = [];

    /// <summary>Counts one more.</summary>
    /// <param name="address">Whose.</param>
    /// <param name="isFirst">With a refusal: whether it is the first since this address had fewer, and is to be logged.</param>
    /// <returns>False where there are too many already; it is not counted then.</returns>
    public bool TryEnter(IPAddress? address, out bool isFirst)
    {
        isFirst = false;
        if (address is null) return true;
        var key = Key(address);
        lock (_counts)
        {
            var (count, isTold) = _counts.GetValueOrDefault(key);
            if (count < most)
            {
                _counts[key] = (count + 1, isTold);
                return true;
            }

            isFirst = !isTold;
            _counts[key] = (count, true);
            return false;
        }
    }

    /// <summary>One has finished its bind, or is gone.</summary>
    public void Leave(IPAddress? address)
    {
        if (address is null) return;
        var key = Key(address);
        lock (_counts)
        {
            if (!_counts.TryGetValue(key, out var entry)) return;
            if (entry.Count == 1) _counts.Remove(key);
            else _counts[key] = (entry.Count - 1, entry.IsTold && entry.Count > most / 2);
        }
    }

    // Whoever has one address of IPv6 has all of its /64.
    private static IPAddress Key(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        octets[8..].Clear();
        return new(octets);
    }
}
