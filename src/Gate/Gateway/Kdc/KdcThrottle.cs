using System.Net;

namespace Sekimori.Gate.Gateway.Kdc;

/// <summary>
/// Slows down those who try passwords through the proxy: AS-REQs per client address, and per client name from wherever. Thread-safe.
/// </summary>
internal sealed class KdcThrottle(TimeProvider clock)
{
    // kinit sends two for one logon, and a third where the KDC asks for another key type; an office behind one address has some at once.
    private const int PerAddress = 60;

    // One person logs on some times; a name that is sprayed from many addresses stops here.
    private const int PerName = 20;

    // Entries of one minute: who fills it makes the others wait as well, which is recorded.
    private const int MostEntries = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _since;

    /// <summary>Counts a logon; false if it is one too many.</summary>
    public bool TryCount(IPAddress address, string name)
    {
        // A host of IPv6 has a /64 of addresses.
        var from = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now - _since >= Window)
            {
                _counts.Clear();
                _since = now;
            }
            return _counts.Count < MostEntries && Count($"from {from}", PerAddress) && Count($"name {name}", PerName);
        }
    }

    private bool Count(string key, int most) => (_counts[key] = _counts.GetValueOrDefault(key) + 1) <= most;
}
