using System.Net;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>
/// The ports that are open at an outer address, each for one client and for a minute: what the target's endpoint mapper has named to that
/// client. Thread-safe.
/// </summary>
/// <param name="clock">The time.</param>
internal sealed class PinholeTable(TimeProvider clock)
{
    /// <summary>Ports of one client: a domain controller names some 30, and a client connects to what it has asked for.</summary>
    public const int MostOfClient = 64;

    /// <summary>Ports of all clients. Each may be a listening socket.</summary>
    public const int Most = 1024;

    // A client connects at once; firewalls that do the same give it one to two minutes.
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(60);

    private readonly Dictionary<Key, Pinhole> _open = [];
    private readonly Lock _gate = new();

    private readonly record struct Key(TargetHost Target, int Port, IPAddress Client);

    private readonly record struct Pinhole(long Since, GatewaySession? Login);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _open.Count;
        }
    }

    /// <summary>Opens a port for a client, or gives it a further minute.</summary>
    /// <param name="target">The target.</param>
    /// <param name="port">Its port.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="login">The logon whose end closes it; null if there is none.</param>
    /// <param name="isNew">True if it was closed before.</param>
    /// <returns>False if the limit of all clients is reached.</returns>
    public bool TryOpen(TargetHost target, int port, IPAddress client, GatewaySession? login, out bool isNew)
    {
        var key = new Key(target, port, client);
        lock (_gate)
        {
            isNew = !_open.TryGetValue(key, out var known) || IsOver(known);
            if (!_open.ContainsKey(key))
            {
                // Its oldest port makes room: a client that asks for many does not take others' places.
                var own = _open.Where(pair => pair.Key.Client.Equals(client)).ToList();
                if (own.Count >= MostOfClient) _open.Remove(own.MinBy(pair => pair.Value.Since).Key);
                else if (_open.Count >= Most) return false;
            }
            _open[key] = new(clock.GetTimestamp(), login);
            return true;
        }
    }

    /// <summary>True if the port is open for the client now.</summary>
    public bool IsOpen(TargetHost target, int port, IPAddress client, GatewaySession? login)
    {
        lock (_gate)
            return _open.TryGetValue(new(target, port, client), out var known) && !IsOver(known) && ReferenceEquals(known.Login, login);
    }

    /// <summary>True if any client has the port open.</summary>
    public bool IsOpen(TargetHost target, int port)
    {
        lock (_gate) return _open.Any(pair => pair.Key.Port == port && pair.Key.Target == target && !IsOver(pair.Value));
    }

    /// <summary>Closes what a logon has opened.</summary>
    public void CloseOf(GatewaySession login) => Close((_, pinhole) => ReferenceEquals(pinhole.Login, login));

    /// <summary>Closes what has been open for its minute.</summary>
    public void CloseOver() => Close((_, pinhole) => IsOver(pinhole));

    private bool IsOver(in Pinhole pinhole) => clock.GetElapsedTime(pinhole.Since) >= OpenFor;

    private void Close(Func<Key, Pinhole, bool> which)
    {
        lock (_gate)
        {
            foreach (var (key, pinhole) in _open)
                if (which(key, pinhole)) _open.Remove(key);
        }
    }
}
