using Sekimori.App.Settings;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;

namespace Sekimori.App.Serve;

/// <summary>
/// The part of the settings file that says how many connections there may be, and what is held for peers that have not logged on.
/// </summary>
internal static class LimitSettingsFile
{
    // A connection is a descriptor: more than Linux gives a process at most (fs.nr_open) is a mistake.
    private const int MostConnections = 1 << 20;

    // Memory that strangers may fill: more than this is not a limit.
    private const long MostMemory = 64L << 30;

    // One handshake over TLS, with some reserve: with less nobody could log on.
    private const long LeastMemory = 1 << 20;

    /// <summary>Reads it over the defaults.</summary>
    public static AdmissionLimits Read(SettingsSection s, AdmissionLimits otherwise)
    {
        var proxies = s.Values<AddressRange>("trusted-proxies", SettingValues.Range);
        return otherwise with
        {
            Connections = s.Number("connections", otherwise.Connections, 16, MostConnections),
            OpeningPerAddress = s.Number("opening-per-address", otherwise.OpeningPerAddress, 1, MostConnections),
            UnauthenticatedPerAddress = s.Number("unauthenticated-per-address", otherwise.UnauthenticatedPerAddress, 1, MostConnections),
            OpeningPerProxy = s.Number("opening-per-proxy", otherwise.OpeningPerProxy, 1, MostConnections),
            UnauthenticatedPerProxy = s.Number("unauthenticated-per-proxy", otherwise.UnauthenticatedPerProxy, 1, MostConnections),
            ConnectionsPerUser = s.Number("connections-per-user", otherwise.ConnectionsPerUser, 1, MostConnections),
            MemoryBeforeLogon = s.Size("memory-before-logon", otherwise.MemoryBeforeLogon, LeastMemory, MostMemory),
            MemoryPerAddress = s.Size("memory-per-address", otherwise.MemoryPerAddress, LeastMemory, MostMemory),
            MemoryPerProxy = s.Size("memory-per-proxy", otherwise.MemoryPerProxy, LeastMemory, MostMemory),
            TrustedProxies = proxies is { Count: > 0 } ? new AddressList([.. proxies]) : otherwise.TrustedProxies,
        };
    }
}
