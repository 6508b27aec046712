using System.Net;

namespace Sekimori.Server.Listening;

/// <summary>Whether an address is one of this host's. Thread-safe.</summary>
/// <param name="clock">The time.</param>
internal sealed class OwnAddresses(TimeProvider clock)
{
    // Asking for them takes milliseconds, and they change rarely. An address that is new is asked for at once, but no stranger makes us
    // ask more often than this.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private HashSet<IPAddress> _known = [];
    private long? _asked;

    /// <summary>Whether this host has <paramref name="address"/> now.</summary>
    public bool Contains(IPAddress address)
    {
        // The scope of a link-local address is the client's name of its own interface.
        if (address.IsIPv6LinkLocal) address = new IPAddress(address.GetAddressBytes());
        lock (_gate)
        {
            if (_asked is not { } last || clock.GetElapsedTime(last) >= AskAgainAfter)
            {
                _known = [.. HostAddresses.All().Select(own => own.IsIPv6LinkLocal ? new IPAddress(own.GetAddressBytes()) : own)];
                _asked = clock.GetTimestamp();
            }

            return _known.Contains(address);
        }
    }
}
