using System.Net;
using System.Net.Sockets;
using Sekimori.Gate.Listening;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Connect;
using Sekimori.Server.Listening;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>
/// RPC that is followed: an outer address for each target, with its port 135 and, for a minute, the ports that the target's endpoint mapper
/// has named to a client. Thread-safe.
/// </summary>
internal sealed class FollowDoor : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly GatewayDoor _gateway;
    private readonly Func<IPAddress, int, Socket>? _privileged;
    private readonly Dictionary<(IPAddress, int), FollowListener> _listeners = [];
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private bool _isEnded;

    /// <summary>A door that is closed until <see cref="Start"/>.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="rule">Who may connect.</param>
    /// <param name="privileged">Binds what this process may not; null if nobody does.</param>
    /// <param name="clock">The time.</param>
    public FollowDoor(GatewayDoor gateway, ConnectRule rule, Func<IPAddress, int, Socket>? privileged, TimeProvider clock)
    {
        (_gateway, Rule, _privileged) = (gateway, rule, privileged);
        Logins = new(gateway.Settings.Nat, clock);
        Pinholes = new(clock);
        _timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>Who may connect.</summary>
    public ConnectRule Rule { get; }

    /// <summary>The logons that open it.</summary>
    public FollowLogins Logins { get; }

    /// <summary>The ports that clients have open.</summary>
    public PinholeTable Pinholes { get; }

    /// <summary>Where it listens now.</summary>
    public IReadOnlyList<IPEndPoint> Ends
    {
        get
        {
            lock (_gate) return [.. _listeners.Keys.Select(key => new IPEndPoint(key.Item1, key.Item2))];
        }
    }

    private int MapperPort => _gateway.Settings.MapperPort;

    /// <summary>Opens the mapper's port of each outer address.</summary>
    /// <exception cref="GateException">One cannot be opened; the message names it and the remedy.</exception>
    public void Start()
    {
        foreach (var target in Followed())
        {
            try
            {
                Listen(target, MapperPort);
            }
            catch (SocketException failure)
            {
                throw ListenRemedy.For(
                    new ListenException(new IPEndPoint(target.Settings.Outer!, MapperPort), failure.SocketErrorCode, failure),
                    $"gateway: targets: {target.Name}: outer");
            }
        }
    }

    /// <summary>The targets have changed: closes the ports of those that have gone, and opens those of new ones.</summary>
    public void Reconcile()
    {
        lock (_gate)
        {
            foreach (var (key, listener) in _listeners)
            {
                if (_gateway.Targets.Contains(listener.Target)) continue;
                listener.Dispose();
                _listeners.Remove(key);
            }
        }
        foreach (var target in Followed()) TryListen(target, MapperPort);
    }

    /// <summary>The target has named ports to a client: they open before the client reads the answer.</summary>
    /// <returns>Those that were closed before.</returns>
    public IReadOnlyList<int> Open(GatewaySession session, IReadOnlyList<int> ports)
    {
        List<int>? opened = null;
        foreach (var port in ports)
        {
            // The list of the settings holds, whatever a mapper says.
            if (port == MapperPort || !session.Target.Settings.HasPort(port)) continue;
            if (!Pinholes.TryOpen(session.Target, port, session.At.Client.Address, session.Login, out var isNew))
            {
                _gateway.Logger.PinholeRefused(session.Target.Name, port, session.At.Client.ToString(), PinholeTable.Most);
                return opened ?? [];
            }
            if (TryListen(session.Target, port) && isNew) (opened ??= []).Add(port);
        }
        return opened ?? [];
    }

    /// <summary>Ends a logon, with the ports and the connections that it has opened.</summary>
    public void End(GatewaySession login, string why)
    {
        Logins.Leave(login);
        Pinholes.CloseOf(login);
        login.End(why);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isEnded = true;
            foreach (var listener in _listeners.Values) listener.Dispose();
            _listeners.Clear();
        }
    }

    private IEnumerable<TargetHost> Followed() =>
        _gateway.Targets.All.Where(target => target.Settings is { Rpc: RpcMode.Follow, Outer: not null });

    private bool TryListen(TargetHost target, int port)
    {
        try
        {
            Listen(target, port);
            return true;
        }
        catch (SocketException failure)
        {
            _gateway.Logger.OuterPortNotOpened(new IPEndPoint(target.Settings.Outer!, port), target.Name, failure.Message);
            return false;
        }
    }

    private void Listen(TargetHost target, int port)
    {
        var key = (target.Settings.Outer!, port);
        lock (_gate)
        {
            if (_isEnded || _listeners.ContainsKey(key)) return;
            var listener = FollowListener.Open(target, port, _privileged);
            _listeners[key] = listener;
            _ = listener.AcceptAsync((from, socket) => new FollowOpening(_gateway, this, from, socket).RunAsync());
        }
    }

    private void Look()
    {
        Pinholes.CloseOver();
        lock (_gate)
        {
            foreach (var (key, listener) in _listeners)
            {
                if (listener.Port == MapperPort || Pinholes.IsOpen(listener.Target, listener.Port)) continue;
                listener.Dispose();
                _listeners.Remove(key);
            }
        }
    }
}
