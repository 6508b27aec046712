using System.Net;
using Sekimori.Guard.Connect;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>
/// The logons that open RPC, by the address that they came from. An address stands for one account or for none: with a second one, nobody
/// can tell whose connections come from there. Thread-safe.
/// </summary>
/// <param name="nat">Networks whose addresses many callers have.</param>
/// <param name="clock">The time.</param>
internal sealed class FollowLogins(AddressList nat, TimeProvider clock)
{
    // One for each target that somebody works with.
    private const int MostOfAddress = 256;

    // An address where a second account was seen has the connector only, for as long as a logon may last by itself.
    private static readonly TimeSpan SharedFor = TimeSpan.FromMinutes(15);

    // Each takes an account that may log on; the oldest makes room.
    private const int MostShared = 4096;

    private readonly Dictionary<IPAddress, List<GatewaySession>> _byAddress = [];
    private readonly Dictionary<IPAddress, long> _shared = [];
    private readonly Lock _gate = new();

    /// <summary>A logon begins.</summary>
    /// <returns>Why it opens nothing; null if it does.</returns>
    public string? TryEnter(GatewaySession login)
    {
        var address = login.At.Client.Address;
        if (nat.Contains(address)) return $"the settings call {address} an address of many callers (gateway: nat); use the connector";
        List<GatewaySession> ended;
        lock (_gate)
        {
            if (IsShared(address)) return Shared(address);
            var own = _byAddress.GetValueOrDefault(address) ?? [];
            if (own.TrueForAll(other => other.Caller.Identity == login.Caller.Identity))
            {
                if (own.Count >= MostOfAddress) return $"limit reached: {address} has {own.Count} logons";
                own.Add(login);
                _byAddress[address] = own;
                return null;
            }
            if (_shared.Count >= MostShared) _shared.Remove(_shared.MinBy(pair => pair.Value).Key);
            _shared[address] = clock.GetTimestamp();
            ended = [.. own];
        }
        foreach (var other in ended) other.End(Shared(address));
        return Shared(address);
    }

    /// <summary>A logon has ended.</summary>
    public void Leave(GatewaySession login)
    {
        var address = login.At.Client.Address;
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(address, out var own)) return;
            own.Remove(login);
            if (own.Count == 0) _byAddress.Remove(address);
        }
    }

    /// <summary>The logon that opens a target for an address; null if there is none.</summary>
    public GatewaySession? Find(IPAddress address, TargetHost target)
    {
        lock (_gate)
        {
            return IsShared(address) || !_byAddress.TryGetValue(address, out var own)
                ? null
                : own.Find(login => login.Target == target && login.EndReason is null);
        }
    }

    private bool IsShared(IPAddress address)
    {
        if (!_shared.TryGetValue(address, out var since)) return false;
        if (clock.GetElapsedTime(since) < SharedFor) return true;
        _shared.Remove(address);
        return false;
    }

    private static string Shared(IPAddress address) => $"two accounts have logged on from {address}; use the connector";
}
